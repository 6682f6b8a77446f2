import Datasets
import Engine
package import Experiments

/// The reason why a definition cannot continue from a checkpoint.
package enum ForkRefusal: Error, Hashable, Sendable {
  /// A tensor of the model does not fit; a shape is nil if there is no such tensor.
  case tensor(_ name: String, found: [Int]?, expected: [Int]?)
  case nothingLeft(epoch: Int, epochs: Int)
  /// The checkpoint is inside an epoch, and the rest of the epoch would differ.
  case insideEpoch(changed: [String])
  /// Early stopping would end the training immediately.
  case endedEarly(EarlyStopping, since: Int)

  /// Returns the error message.
  ///
  /// - Parameter epochEnds: the steps of the parent's checkpoints at the end of an epoch,
  ///   ascending.
  func error(of run: String, at place: SavedCheckpoint, epochEnds: [Int]) -> RunError {
    let file = CheckpointName.file(step: place.step)
    switch self {
    case .tensor(let name, let found, let expected):
      return RunError(
        .usage, "\(run): \(Self.misfit(name, found, expected, file))",
        advice: [
          "a fork keeps its parent's weights",
          "for other shapes train anew: \(command: .run(experiment: "EXPERIMENT"))",
        ])
    case .nothingLeft(let epoch, let epochs):
      let earlier = epochEnds.last { $0 < place.step }
      let more = max(epoch * 3 / 2, epoch + 1)
      return RunError(
        .usage,
        "\(run): \(file) is at the end of epoch \(epoch), and the definition has "
          + "\(epochs): nothing is left to train",
        advice: ["for more of them: \(command: .fork(run: run, epochs: more))"]
          + (earlier.map { ["or from an earlier one: \(command: .fork(run: run, step: $0))"] } ?? [])
      )
    case .insideEpoch(let changed):
      let nearest = epochEnds.last { $0 < place.step } ?? epochEnds.first
      return RunError(
        .usage,
        "\(run): \(file) is inside epoch \(place.epoch + 1), at batch \(place.batch), and its "
          + "rest is not the same: changed is \(changed.joined(separator: ", "))",
        advice: [
          nearest.map { "from an epoch's end: \(command: .fork(run: run, step: $0))" }
            ?? "it has no checkpoint of an epoch's end"
        ])
    case .endedEarly(let stopping, let since):
      let patience = "training.early_stopping.patience=\(2 * stopping.patience)"
      let without = "training.early_stopping=null"
      return RunError(
        .usage,
        "\(run): early stopping ends the training at \(file): \(stopping.metric.rawValue) not "
          + "better since epoch \(since)",
        advice: [
          "for more patience: \(command: .fork(run: run, settings: [patience]))",
          "or without: \(command: .fork(run: run, settings: [without]))",
        ])
    }
  }

  private static func misfit(
    _ name: String, _ found: [Int]?, _ expected: [Int]?, _ file: String
  ) -> String {
    guard let expected else {
      return "\(name) of \(file) is \(Shape(found ?? [])), the definition has no such tensor"
    }
    guard let found else {
      return "\(file) has no \(name), which the definition needs as \(Shape(expected))"
    }
    return "\(name) of \(file) is \(Shape(found)), the definition needs \(Shape(expected))"
  }
}
