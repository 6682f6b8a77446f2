/// What is known about a run's checkpoint files: a value, without effects.
///
/// A file is usable, left behind by a resume from an earlier step, or damaged. To determine this,
/// the whole file must be read, so it is only known after someone has asked for it.
package struct CheckpointInventory: Hashable, Sendable {
  package enum Condition: Hashable, Sendable {
    case unread
    case usable
    /// Complete, but of a later step than the training has reached since it was resumed from an
    /// earlier one.
    case leftBehind
    /// Damaged, unreadable, or another run's.
    case damaged
  }

  /// Ascending.
  private(set) var steps: [Int]
  private var conditions: [Int: Condition] = [:]

  init(steps: [Int]) {
    self.steps = steps.sorted()
  }

  func condition(of step: Int) -> Condition { conditions[step] ?? .unread }

  /// Records the condition of a file, which may be new.
  mutating func note(_ condition: Condition, of step: Int) {
    conditions[step] = condition
    if steps.contains(step) { return }
    let index = steps.firstIndex { $0 > step } ?? steps.count
    steps.insert(step, at: index)
  }

  mutating func remove(_ step: Int) {
    steps.removeAll { $0 == step }
    conditions[step] = nil
  }
}

extension CheckpointRefusal {
  /// The condition of a file that cannot be used for this reason.
  var condition: CheckpointInventory.Condition {
    if case .leftBehind = self { .leftBehind } else { .damaged }
  }
}
