import Experiments
import Files
import JSON
import Runs

extension Arguments {
  /// The override of `--init FILE|RUN[:CHECKPOINT]`; none without it.
  ///
  /// A file is one that exists or whose name ends in `.safetensors`. A run is written into the
  /// definition by its id, so that the definition keeps its meaning.
  /// - Throws: a `RunError` if there is neither such a file nor such a run.
  func initialWeights(in workspace: Workspace) throws -> [DefinitionOverride] {
    guard let argument = try self[Options.initialWeights] else { return [] }
    let isFile = argument.hasSuffix(".safetensors") || InputFile.kind(of: argument) == .file
    guard !isFile else {
      return [
        .initialWeights(
          ["file": .string(path(argument, in: workspace))], argument: argument)
      ]
    }
    let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
    let point = parts.count > 1 ? parts.last.map { String($0) } : nil
    let isPoint = point.flatMap { StartingPoint($0) } != nil
    let name = isPoint ? parts.dropLast().joined(separator: ":") : argument
    let selection = try workspace.store.resolve(name, asWeights: true)
    let checkpoint = isPoint ? point : selection.step.map { "step-\($0)" }
    return [
      .initialWeights(
        ["run": .string(selection.run.id), "checkpoint": .string(checkpoint ?? "best")],
        argument: argument)
    ]
  }

  /// A path as a definition has it: from the workspace, or absolute if it is not inside. A file in
  /// the current folder comes before one that has this path from the workspace.
  private func path(_ argument: String, in workspace: Workspace) -> String {
    if argument.hasPrefix("/") { return argument }
    let (here, there) = ("\(currentDirectory)/\(argument)", "\(workspace.path)/\(argument)")
    let isThere = InputFile.kind(of: there) == .file
    let isHere = InputFile.kind(of: here) == .file
    return isThere && (!isHere || Workspace.isSame(here, there)) ? argument : here
  }
}
