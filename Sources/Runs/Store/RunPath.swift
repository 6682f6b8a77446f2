import Datasets
import Files

extension RunStore {
  /// Reads an argument as the path of a run, or of its checkpoint, in this workspace.
  ///
  /// What the system finds by the path counts, from the current folder and through links. If it
  /// finds nothing, `runs/ID` is meant from the workspace, since messages print it so.
  ///
  /// - Parameter asWeights: as for `resolve`.
  /// - Returns: nil if the argument is no such path.
  /// - Throws: a `RunError` of kind `usage` for a path outside of this workspace, and for one that
  ///   leads nowhere.
  func path(_ argument: String, asWeights: Bool = false) throws(RunError) -> RunPath? {
    let typed = RunPath(argument)
    if let typed, Workspace.isSame(typed.runs, workspace.runs) { return typed }
    let found = RunPath.found(argument)
    if let found, Workspace.isSame(found.runs, workspace.runs) { return found.path }
    guard let place = typed ?? (found?.runs == found?.path.runs ? found?.path : nil) else {
      return nil
    }
    if found != nil { throw elsewhere(argument, place, asWeights: asWeights) }
    if place.workspace.isEmpty || place.workspace == workspace.path { return place }
    throw RunError(
      .usage, "there is no \(argument.printable)", advice: ["all runs here: \(command: .runs())"])
  }

  /// Refuses a run that is not in this workspace's `runs/`.
  private func elsewhere(
    _ argument: String, _ path: RunPath, asWeights: Bool
  ) -> RunError {
    let other = path.workspace.isEmpty ? "." : path.workspace
    let isOfWorkspace = InputFile.kind(of: "\(other)/experiments") == .folder
    var advice: [Remedy] = []
    if asWeights {
      let file = CheckpointName.file(step: path.step ?? newestStep(in: path) ?? 0)
      advice = [
        "to take weights from there, name a file: "
          + "\(path.runs)/\(path.id)/\(CheckpointName.folder)/\(file)"
      ]
    } else if isOfWorkspace {
      advice = ["there: \(command: .again(["--workspace", other]))"]
    }
    return RunError(
      .usage,
      isOfWorkspace
        ? "\(argument.printable) is a run of another workspace"
        : "\(argument.printable) is not in \(workspace.printedRuns)",
      advice: advice + ["all runs here: \(command: .runs())"])
  }

  private func newestStep(in path: RunPath) -> Int? {
    let folder = "\(path.runs)/\(path.id)/\(CheckpointName.folder)"
    let names = try? RunFolder(path: folder, files: files).names()
    return names?.compactMap(CheckpointName.step).max()
  }
}

/// A path to a run's folder, or to a file in its `checkpoints/`.
package struct RunPath: Hashable, Sendable {
  package let id: String
  package let step: Int?
  /// The path of the workspace as far as it is given: empty for `runs/a-001`.
  package let workspace: String

  fileprivate init(id: String, step: Int?, workspace: String) {
    self.id = id
    self.step = step
    self.workspace = workspace
  }

  /// The folder that the run is in, as far as it is given.
  fileprivate var runs: String {
    workspace.isEmpty ? "runs" : workspace == "/" ? "/runs" : "\(workspace)/runs"
  }

  /// Reads `…/runs/ID` and `…/runs/ID/checkpoints/step-00000079.safetensors`; returns nil for
  /// anything else.
  package init?(_ path: String) {
    var parts = path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    let root = path.hasPrefix("/") ? "/" : ""
    if let last = parts.last, let step = CheckpointName.step(ofFile: last) {
      guard parts.count >= 3, parts[parts.count - 2] == CheckpointName.folder else { return nil }
      self.step = step
      parts.removeLast(2)
    } else {
      step = nil
    }
    guard parts.count >= 2, parts[parts.count - 2] == "runs", let id = parts.last,
      RunID.isValid(id)
    else { return nil }
    self.id = id
    workspace = root + parts.dropLast(2).joined(separator: "/")
  }
}

extension RunPath {
  /// Returns the run that a path leads to and the folder that it is in, whatever its name.
  fileprivate static func found(_ argument: String) -> (path: RunPath, runs: String)? {
    let name = argument.split(separator: "/").last.map(String.init) ?? ""
    let step = CheckpointName.step(ofFile: name)
    guard step != nil || argument.contains("/") else { return nil }
    let folder = step == nil ? argument : argument.dropLast(name.count) + "."
    guard let real = realpath(folder, nil) else { return nil }
    defer { free(real) }
    var parts = String(cString: real).split(separator: "/").map(String.init)
    if step != nil, parts.popLast() != CheckpointName.folder { return nil }
    guard let id = parts.popLast(), RunID.isValid(id) else { return nil }
    let workspace = "/" + parts.dropLast().joined(separator: "/")
    return (
      RunPath(id: id, step: step, workspace: workspace), "/" + parts.joined(separator: "/")
    )
  }
}
