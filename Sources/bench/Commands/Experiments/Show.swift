import Datasets
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let show = Command(
    verb: "show", operands: "EXPERIMENT|RUN", operandCount: 1...1,
    summary: "a definition resolved, with its layers; a run's details",
    options: [Options.format, Options.workspace], example: "bench show lenet5-sgd"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let workspace = try arguments.workspace()
    let operand = arguments.operands[0]
    let name = workspace.library.experiment(at: operand) ?? operand
    let experiments = workspace.library.names
    if experiments.contains(name) {
      try show(experiment: name, in: workspace, as: format, on: terminal)
    } else if let near = try nearest(to: name, in: workspace),
      near.contains(where: experiments.contains)
    {
      throw UsageError(
        problem: "no experiment or run '\(name.escaped)'",
        advice: [didYouMean(near, then: "all of them: \(command: .list), \(command: .runs())")])
    } else {
      try show(run: name, in: workspace, as: format, on: terminal)
    }
    return .done
  }

  /// The experiments and runs that a name was probably meant to be; nil where it names a run.
  private static func nearest(to name: String, in workspace: Workspace) throws -> [String]? {
    let store = workspace.store
    guard RunPath(name) == nil, !(try store.hasEntry(name)), (try? store.resolve(name)) == nil
    else { return nil }
    return nearestNames(to: name, among: workspace.library.names + (try store.ids()))
  }

  private static func show(
    experiment name: String, in workspace: Workspace, as format: TableFormat, on terminal: Terminal
  ) throws {
    let experiment = try workspace.library.resolve(name)
    let layers = experiment.layerTable.table
    switch format {
    case .table:
      let runs = try workspace.store.findIDs(RunSearch([.experiment: name], limit: 1))
      let count = RunList.count(runs.matching, newest: runs.ids.first)
      let style = terminal.output.style
      terminal.output.printFolded("\(name)  \(experiment.description.escaped)") { line in
        style.painted(name, .strong) + line.dropFirst(name.count)
      }
      terminal.output.print("\(workspace.library.label.escaped)/\(name).json, \(count)\n")
      if let classes = ClassNames(experiment).legend {
        terminal.output.printFolded("classes \(classes.escaped)\n")
      }
      terminal.print(layers, as: format)
      terminal.output.printFolded(LayerTable.legend + "\n")
      terminal.print(experiment.valueTable, as: format)
    case .markdown:
      terminal.output.write(layers.markdown + "\n" + experiment.valueTable.markdown)
    case .csv: terminal.print(experiment.valueTable, as: format)
    case .json: terminal.output.write(experiment.json.prettyText + "\n")
    }
  }
}
