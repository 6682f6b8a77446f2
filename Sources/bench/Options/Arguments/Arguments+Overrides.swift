import Datasets
import Experiments
import Runs

extension Arguments {
  /// The overrides of `--set` and `--epochs`, in this order.
  func overrides() throws -> [DefinitionOverride] {
    try self[Options.set] + (try self[Options.epochs].map { [.epochs($0)] } ?? [])
  }

  /// The checkpoint that an option names, or the path of a checkpoint as an operand.
  ///
  /// - Parameter step: the step that the operand says.
  /// - Throws: a `UsageError` where both name one.
  func point(_ option: Option<ResumePoint?>, step: Int?) throws -> ResumePoint {
    guard let step else { return try self[option] ?? .latest }
    guard let text = text(of: option) else { return .step(step) }
    throw UsageError(
      problem: "--\(option.declaration.name) '\(text)': "
        + "the checkpoint's path says step \(step) already",
      advice: ["leave one of them out"])
  }
}
