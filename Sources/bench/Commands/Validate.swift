import Experiments
import Reports

extension Command {
  static let validate = Command(
    verb: "validate", operands: "[EXPERIMENT|FILE…]", operandCount: 0...1000,
    summary: "check all definitions, or those named",
    options: [.workspace], notes: ["FILE - is standard input."],
    example: "bench validate experiments/lenet5-sgd.json",
    exits: "0 all are right, 2 a mistake"
  ) { arguments, terminal in
    let library = try arguments.workspace().library
    let all = arguments.operands.isEmpty
    var wrong = 0
    let names = all ? library.names : arguments.operands
    for name in names {
      do {
        let isFile = name == "-" || name.hasSuffix(".json") || name.contains("/")
        let experiment = try isFile ? library.resolveFile(at: name) : library.resolve(name)
        terminal.output.printFolded("\(name.escaped)  valid, \(experiment.summary)")
        for warning in experiment.warnings { terminal.warning("\(name.escaped): \(warning)") }
      } catch let error as DefinitionError {
        wrong += 1
        terminal.report(error, ending: "it cannot be run")
      }
    }
    if names.count > 1, wrong > 0 {
      terminal.error("\(wrong) of \(names.count) definitions cannot be run")
    }
    return wrong == 0 ? .done : .usage
  }
}
