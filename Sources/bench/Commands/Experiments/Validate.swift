import Datasets
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let validate = Command(
    verb: "validate", operands: "[EXPERIMENT|FILE…]", operandCount: 0...Int.max,
    summary: "check all definitions and their data, or some",
    options: [Options.resultFormat, Options.workspace], notes: ["FILE - is standard input."],
    example: "bench validate experiments/lenet5-sgd.json",
    exits: "0 all are right, 2 a mistake, 5 missing or wrong data"
  ) { arguments, terminal in
    let format = try arguments[Options.resultFormat]
    let library = try arguments.workspace().library
    let sweeps = SweepLibrary(of: library)
    let all = arguments.operands.isEmpty
    let names = all ? library.names : arguments.operands
    var reading = LibraryReading(of: library)
    var results: [JSONValue] = []
    var statuses = names.map { name in
      if !all, let sweep = sweeps.name(of: name) {
        return validate(
          sweep: sweep, named: name, in: sweeps, on: terminal.speaking(format), adding: &results)
      }
      return validate(name, on: terminal.speaking(format), adding: &results) {
        let isFile = !all && (name == "-" || name.hasSuffix(".json") || name.contains("/"))
        return try isFile ? library.resolveFile(at: name) : reading.resolve(name)
      }
    }
    for name in all ? sweeps.names : [] {
      statuses.append(
        validate(
          sweep: name, named: "sweeps/\(name)", in: sweeps, on: terminal.speaking(format),
          adding: &results))
    }
    for mistake in all ? library.misnamedFiles : [] {
      terminal.report(DefinitionError([mistake]), ending: "it cannot be run")
      statuses.append(.usage)
    }
    if format == .json { terminal.print(.array(results)) }
    let wrong = statuses.count { $0 != .done }
    if statuses.count > 1, wrong > 0 {
      terminal.error("\(wrong) of \(statuses.count) definitions cannot be run")
    }
    return statuses.contains(.usage) ? .usage : ExitStatus(statuses)
  }

  /// Says of one sweep whether it can be run.
  private static func validate(
    sweep: String, named name: String, in sweeps: SweepLibrary, on terminal: Terminal,
    adding results: inout [JSONValue]
  ) -> ExitStatus {
    var result: [String: JSONValue] = [
      "name": .string(name), "valid": false, "warnings": [], "points": .null,
    ]
    defer { results.append(.object(result)) }
    do {
      let sweep = try sweeps.resolve(sweep)
      result["valid"] = true
      result["points"] = .integer(sweep.plan.mostPoints)
      result["warnings"] = .array(sweep.warnings.map(JSONValue.string))
      terminal.output.printFolded(
        "\(name)  valid, \(sweep.plan.mostPoints.counted(of: "point")) of \(sweep.base.name)"
          .escaped)
      for warning in sweep.warnings { terminal.warning("\(name.escaped): \(warning)") }
      return .done
    } catch {
      terminal.report(error, ending: "it cannot be run")
      return error.isAboutData ? .data : .usage
    }
  }

  /// Says of one definition whether it can be run.
  private static func validate(
    _ name: String, on terminal: Terminal, adding results: inout [JSONValue],
    resolving resolve: () throws -> ResolvedExperiment
  ) -> ExitStatus {
    var result: [String: JSONValue] = [
      "name": .string(name), "valid": false, "missing_data": .null, "warnings": [],
      "parameters": .null, "summary": .null,
    ]
    defer { results.append(.object(result)) }
    do {
      let experiment = try resolve()
      let missing = try missingData(of: experiment)
      result["valid"] = true
      result["missing_data"] = missing.map(JSONValue.string) ?? .null
      result["warnings"] = .array(experiment.warnings.map(JSONValue.string))
      result["parameters"] = .integer(experiment.parameterCount)
      result["summary"] = .string(experiment.summary)
      let note = missing == nil ? "" : "; its data were not looked at"
      terminal.output.printFolded("\(name)  valid, \(experiment.summary)\(note)".escaped)
      if let missing { terminal.advise("get them: \(command: .fetchData(missing))") }
      for warning in experiment.warnings { terminal.warning("\(name.escaped): \(warning)") }
      return .done
    } catch let error as DefinitionError {
      terminal.report(error, ending: "it cannot be run")
      return error.isAboutData ? .data : .usage
    } catch {
      return terminal.report(error, of: name)
    }
  }

  /// Loads the data as a run would. A published data set that is not here says nothing about the
  /// definition.
  ///
  /// - Returns: the data set that is not here; nil where the data are right.
  /// - Throws: a `DatasetError` that says why a run would refuse the data.
  private static func missingData(
    of experiment: ResolvedExperiment
  ) throws(DatasetError) -> String? {
    do {
      _ = try experiment.dataset.load()
      return nil
    } catch .missing(let dataset, _, _) {
      return dataset
    }
  }
}
