import Experiments

/// What a look at a run's files alone found, without training anything.
package struct FileCheck: Hashable, Sendable {
  /// What is wrong with a file: `checkpoints/step-00000079.safetensors`, `is damaged: …`.
  package struct Finding: Hashable, Sendable {
    package let file: String
    package let problem: String

    package init(file: String, problem: String) {
      self.file = file
      self.problem = problem
    }
  }

  package internal(set) var findings: [Finding] = []
  /// Those that can be used, by ascending step.
  package internal(set) var checkpoints: [SavedCheckpoint] = []
  /// Where the training ended by itself; nil where it did not.
  package internal(set) var end: SavedCheckpoint?
  /// The cells of metrics.csv, steps.csv and predictions.csv, headers left out.
  var metrics: [[String]] = []
  var steps: [[String]] = []
  var predictions: [[String]] = []

  package init(findings: [Finding] = [], checkpoints: [SavedCheckpoint] = []) {
    self.findings = findings
    self.checkpoints = checkpoints
  }

  /// The whole rows of metrics.csv.
  package var rowCount: Int { metrics.count }
}

extension Run {
  /// Checks every file against its own digest, its structure and what the other files say of it.
  ///
  /// - Throws: a `RunError` where the run is held, was imported, or its definition is not the one
  ///   it was trained by.
  package func checkFiles() throws(RunError) -> FileCheck {
    try requireTraining(to: "verify")
    try RunLock.requireFree(folder, id: id)
    // Read again: until the lock was free, somebody may have gone on.
    let current = try Run(
      id: id, folder: folder, workspace: workspace, savesInBackground: savesInBackground)
    try current.checkDefinition()
    var checker = try FileChecker(current)
    try checker.perform()
    return checker.check
  }
}
