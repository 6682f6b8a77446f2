package import Experiments

/// The result of checking a run's files without training.
package struct FileCheck: Hashable, Sendable {
  /// A problem with a file: `checkpoints/step-00000079.safetensors`, `is damaged: …`.
  package struct Diagnostic: Hashable, Sendable {
    package let file: String
    package let problem: String

    package init(file: String, problem: String) {
      self.file = file
      self.problem = problem
    }
  }

  package internal(set) var diagnostics: [Diagnostic] = []
  /// The steps with damaged files, ascending.
  package internal(set) var damagedSteps: [Int] = []
  /// The usable checkpoints, by ascending step.
  package internal(set) var checkpoints: [SavedCheckpoint] = []
  /// The point where the training ended by itself; nil if it did not.
  package internal(set) var end: SavedCheckpoint?
  /// The cells of metrics.csv and predictions.csv, headers left out.
  var metrics: [[String]] = []
  var predictions: [[String]] = []

  package init(diagnostics: [Diagnostic] = [], checkpoints: [SavedCheckpoint] = []) {
    self.diagnostics = diagnostics
    self.checkpoints = checkpoints
  }

  /// The checkpoint from which the damaged files can be reproduced bit for bit; nil if nothing is
  /// damaged, or if training cannot reproduce it.
  package var repairStep: Int? {
    let remade = damagedSteps.map { "\(CheckpointName.folder)/\(CheckpointName.file(step: $0))" }
    guard !diagnostics.isEmpty,
      diagnostics.allSatisfy({ remade.contains($0.file) || $0.file == Run.predictionsFile })
    else { return nil }
    let last = damagedSteps.first ?? checkpoints.last?.step ?? 0
    return checkpoints.last { $0.step < last }?.step
  }

  /// The whole rows of metrics.csv.
  package var rowCount: Int { metrics.count }
}

extension Run {
  /// Checks every file against its own digest, its structure and the other files.
  ///
  /// - Parameter experiment: the definition resolved with the run's own data, to check the shapes
  ///   in checkpoints; nil to check only those that follow from the definition alone.
  /// - Throws: a `RunError` if the run is held or imported, or if its definition is not the one it
  ///   was trained with.
  package func checkFiles(
    of experiment: ResolvedExperiment? = nil
  ) throws(RunError) -> FileCheck {
    try requireTraining(to: "verify")
    try RunLock.requireFree(folder, id: id, of: workspace)
    // Read again, because another process may have continued the run before the lock was free.
    let current = try Run(
      id: id, folder: folder, workspace: workspace, savesInBackground: savesInBackground)
    try current.checkDefinition()
    let outline = try current.outline()
    var known = experiment
    if known == nil, !outline.needsDataFiles || record.data != nil {
      known = try current.experiment()
    }
    var checker = try FileChecker(current, outline, of: known)
    try checker.perform()
    return checker.check
  }
}
