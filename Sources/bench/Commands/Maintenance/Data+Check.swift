import Datasets
import Execution
import Experiments
import Files
import JSON
import Reports
import Runs

/// `bench data check`.
struct DataChecking {
  private let check: DataCheck

  /// - Parameter names: one experiment, data set or path.
  init(_ names: [String], _ arguments: Arguments) throws {
    guard let name = names.first, names.count == 1 else {
      throw UsageError(
        problem: "bench data check: \(names.count) names given, expected one",
        advice: ["an experiment, a data set, or the path of data: \(command: .checkData("NAME"))"])
    }
    if InputFile.kind(of: absolutePath(name)) != nil, !ExperimentLibrary.isName(name) {
      check = try Self.check(files: name, arguments)
      return
    }
    let workspace = try? arguments.workspace()
    if let workspace, workspace.library.names.contains(name) {
      check = try DataCheck(of: try workspace.library.resolve(name))
    } else if let published = try DataCheck(published: name, in: .current) {
      check = published
    } else if InputFile.kind(of: absolutePath(name)) != nil {
      check = try Self.check(files: name, arguments)
    } else {
      // Says which experiments there are.
      check = try DataCheck(of: try arguments.workspace().library.resolve(name))
    }
  }

  /// Checks files as a first definition would use them.
  private static func check(files name: String, _ arguments: Arguments) throws -> DataCheck {
    let workspace = (try? arguments.workspace()) ?? Workspace(path: currentDirectory)
    let path = workspace.inside(absolutePath(name))
    return try NewDefinition("data", from: path, label: nil, in: workspace).check
  }

  /// Prints what was found; the status says whether that is nothing.
  func perform(_ arguments: Arguments, on terminal: Terminal) throws -> ExitStatus {
    let report = DataCheckReport(
      of: check.name, check.check, missing: check.missing.map { ($0.column, $0.count) })
    let format = try arguments[Options.format]
    switch format {
    case .table, .markdown:
      terminal.output.printFolded(report.title.escaped)
      if let table = report.classTable {
        terminal.output.print()
        terminal.print(table, as: format)
      }
      terminal.output.print()
      for line in report.lines { terminal.output.printFolded(line.escaped) }
    case .csv: terminal.print(report.dataTable, as: format)
    case .json: terminal.output.write(report.json.prettyText + "\n")
    }
    return check.check.findings.isEmpty ? .done : .failed
  }
}
