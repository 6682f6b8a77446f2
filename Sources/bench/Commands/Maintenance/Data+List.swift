import Datasets
import JSON
import Reports

/// `bench data list`.
struct DataList {
  private let datasets: [PublishedDataset]
  private let places: DataSearchPaths

  init(_ names: [String], _ places: DataSearchPaths) throws(UsageError) {
    datasets = try PublishedDataset.named(names)
    self.places = places
  }

  func print(_ arguments: Arguments, on terminal: Terminal) throws {
    let format = try arguments[Options.format]
    terminal.print(table, as: format)
    let missing = datasets.filter { $0.place(places) == .missing }
    if format == .table, let first = missing.first {
      terminal.hint("next  \(command: .fetchData(first.name))")
    }
  }

  private var table: Table {
    Table(
      [
        .init("data", "set", key: "dataset", align: .left), .init("train"), .init("test"),
        .init("MB", for: .people), .init("bytes", for: .programs),
        .init("found", align: .left, importance: 3),
        .init("licence", align: .left), .init("description", align: .left),
        .init("address", align: .left, for: .programs),
      ],
      rows: datasets.map { dataset in
        [
          .text(dataset.name), .count(dataset.trainCount), .count(dataset.testCount),
          .number(Double(dataset.byteCount) / 1e6, decimals: 1), .integer(dataset.byteCount),
          place(of: dataset), .text(dataset.licence), .text(dataset.title),
          .text(dataset.address),
        ]
      })
  }

  private func place(of dataset: PublishedDataset) -> Cell {
    switch dataset.place(places) {
    case .program: .text("in the program")
    case .folder(let folder): .text(folder)
    case .missing: .text("missing", value: .null, tone: .bad)
    }
  }
}

/// `bench data verify`.
struct DataVerification {
  private let datasets: [PublishedDataset]
  private let places: DataSearchPaths

  init(_ names: [String], _ places: DataSearchPaths) throws(UsageError) {
    // What was never fetched need not be right, unless it is asked for.
    datasets = try PublishedDataset.named(names).filter {
      !names.isEmpty || $0.place(places) != .missing
    }
    self.places = places
  }

  /// Tells every file on standard output; the status says whether all are as published.
  func perform(_ arguments: Arguments, on terminal: Terminal) throws -> ExitStatus {
    let isJSON = try arguments[Options.format] == .json
    var files: [JSONValue] = []
    var status = ExitStatus.done
    for dataset in datasets {
      try dataset.verify(places) { file, problem in
        files.append([
          "dataset": .string(dataset.name), "file": .string(file),
          "is_as_published": .bool(problem == nil),
          "problem": problem.map { .string("\($0)") } ?? .null,
        ])
        if let problem {
          status = .data
          terminal.error("\(problem)", status: .data)
        } else if !isJSON {
          terminal.output.print("\(dataset.name)  \(file.escaped)  as published")
        }
      }
    }
    if isJSON { terminal.print(.array(files)) }
    return status
  }
}
