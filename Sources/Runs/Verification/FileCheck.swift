package import Experiments

/// What a look at a run's files alone found, without training anything.
package struct FileCheck: Hashable, Sendable {
  /// What is wrong with a file: `checkpoints/step-00000079.safetensors`, `is damaged: …`.
  package struct Diagnostic: Hashable, Sendable {
    package let file: String
    package let problem: String

    package init(file: String, problem: String) {
      self.file = file
      self.problem = problem
    }
  }

  package internal(set) var findings: [Diagnostic] = []
  /// The steps whose files are damaged, ascending.
  package internal(set) var damagedSteps: [Int] = []
  /// Those that can be used, by ascending step.
  package internal(set) var checkpoints: [SavedCheckpoint] = []
  /// Where the training ended by itself; nil where it did not.
  package internal(set) var end: SavedCheckpoint?
  /// The cells of metrics.csv and predictions.csv, headers left out.
  var metrics: [[String]] = []
  var predictions: [[String]] = []

  package init(findings: [Diagnostic] = [], checkpoints: [SavedCheckpoint] = []) {
    self.findings = findings
    self.checkpoints = checkpoints
  }

  /// The checkpoint from which the damaged files can be made again, bit for bit; nil where nothing is
  /// damaged, or more than that makes.
  package var repairStep: Int? {
    let remade = damagedSteps.map { "\(CheckpointName.folder)/\(CheckpointName.file(step: $0))" }
    guard !findings.isEmpty,
      findings.allSatisfy({ remade.contains($0.file) || $0.file == Run.predictionsFile })
    else { return nil }
    let last = damagedSteps.first ?? checkpoints.last?.step ?? 0
    return checkpoints.last { $0.step < last }?.step
  }

  /// The whole rows of metrics.csv.
  package var rowCount: Int { metrics.count }
}

extension Run {
  /// Checks every file against its own digest, its structure and what the other files say of it.
  ///
  /// - Parameter experiment: the definition resolved by the run's own data, by which the shapes in
  ///   checkpoints are checked; nil: only where they follow from the definition alone.
  /// - Throws: a `RunError` where the run is held, was imported, or its definition is not the one
  ///   it was trained by.
  package func checkFiles(
    of experiment: ResolvedExperiment? = nil
  ) throws(RunError) -> FileCheck {
    try requireTraining(to: "verify")
    try RunLock.requireFree(folder, id: id)
    // Read again: until the lock was free, somebody may have gone on.
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
