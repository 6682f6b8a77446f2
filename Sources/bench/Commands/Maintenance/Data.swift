import Datasets
import JSON
import Reports

extension Command {
  static let data = Command(
    verb: "data", operands: "[list|fetch|verify|path|check] [NAME…]", operandCount: 0...100,
    summary: "data sets: list, get, check, find",
    options: [
      Options.format, Options.timeout, Options.quiet.described("fetch: print only the folder"),
      Options.workspace,
    ],
    notes: [
      "check takes an experiment, a data set or the path of data. It prints the examples of each",
      "class, and finds examples that are equal within a part or between two, classes that a part",
      "lacks, columns with one value or that number the rows, and labels in the order of their",
      "classes where that order is trained in. It ends with 0 only if it finds none of these.",
    ],
    example: "bench data fetch fashion_mnist",
    exits: "0 done, 1 not fetched, or something found, 4 another fetches, 5 missing or other bytes"
  ) { arguments, terminal in
    let act = arguments.operands.first ?? "list"
    let names = Array(arguments.operands.dropFirst())
    let places = DataSearchPaths.current
    switch act {
    case "list": try DataList(names, places).print(arguments, on: terminal)
    case "fetch": return try DataFetch(names, places).perform(arguments, on: terminal)
    case "verify":
      return try DataVerification(names, places).perform(arguments, on: terminal)
    case "check":
      return try DataChecking(names, arguments).perform(arguments, on: terminal)
    case "path": try printPath(names, places, arguments, on: terminal)
    default:
      throw UsageError(
        problem: "bench data: unknown act '\(act.escaped)'",
        advice: [
          UsageError.suggestion(
            for: act, among: ["list", "fetch", "verify", "path", "check"], all: .help(verb: "data"),
            "acts")
        ])
    }
    return .done
  }

  /// Prints the folder of each data set; without names, the one that fetching fills.
  private static func printPath(
    _ names: [String], _ places: DataSearchPaths, _ arguments: Arguments, on terminal: Terminal
  ) throws {
    guard !names.isEmpty else {
      let folder = try FashionMNIST.published.fetchFolder(places)
      guard try arguments[Options.format] == .json else {
        return terminal.output.print(path: folder)
      }
      return terminal.print(["folder": .string(folder)])
    }
    let isJSON = try arguments[Options.format] == .json
    for dataset in try PublishedDataset.named(names) {
      switch dataset.place(places) {
      case .folder(let folder) where isJSON: terminal.print(["folder": .string(folder)])
      case .folder(let folder): terminal.output.print(path: folder)
      case .missing: throw dataset.files?.missing(places) ?? FashionMNIST.published.missing(places)
      case .program:
        throw UsageError(problem: "\(dataset.name) is part of the program: it has no folder")
      }
    }
  }
}

extension PublishedDataset {
  /// Returns the data sets of these names; all where none is given.
  static func named(_ names: [String]) throws(UsageError) -> [PublishedDataset] {
    var found: [PublishedDataset] = []
    for name in names {
      guard let dataset = all.first(where: { $0.name == name }) else {
        throw UsageError(
          problem: "no published data set '\(name.escaped)'",
          advice: [
            UsageError.suggestion(
              for: name, among: all.map(\.name), all: .listData, "data sets")
          ])
      }
      found.append(dataset)
    }
    return names.isEmpty ? all : found
  }
}
