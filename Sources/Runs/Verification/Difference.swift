import Engine
import JSON
import Tables
import Training

/// The first difference between a record and the repeated training.
package struct Difference: Hashable, Sendable {
  package enum Place: Hashable, Sendable {
    case metrics(epoch: Int)
    case steps
    case checkpoint
    /// The example's index in the data set's own test part.
    case predictions(index: Int)
    case record
    /// The outcome of the training and its step.
    case ending
  }

  package let place: Place
  /// The number of steps before the difference appears.
  package let step: Int
  /// A column, an element (`model.0.weight[0,0,0,1]`) or a key.
  package let name: String
  package let recorded: String
  package let here: String
  /// The number of rows or tensors that differ, of so many compared.
  package let count: Int
  package let total: Int
  /// The largest difference among all elements of a checkpoint.
  package let largest: LargestDifference?

  package init(
    place: Place, step: Int, name: String, recorded: String, here: String, count: Int = 1,
    total: Int = 1, largest: LargestDifference? = nil
  ) {
    self.place = place
    self.step = step
    self.name = name
    self.recorded = recorded
    self.here = here
    self.count = count
    self.total = total
    self.largest = largest
  }
}

/// The element of a checkpoint with the largest difference from the repeated training.
package struct LargestDifference: Hashable, Sendable {
  package let name: String
  package let distance: Float

  package init(name: String, distance: Float) {
    self.name = name
    self.distance = distance
  }
}

extension Difference {
  /// Compares the states of a step bit by bit: tensors by ascending name, then everything else.
  init?(_ recorded: TrainingState, _ here: TrainingState) {
    let pairs = Self.pairs(recorded, here)
    let parted = pairs.compactMap { TensorDifference($0, $1) }
    if let first = parted.first {
      let largest = parted.reduce(first) { $1.distance > $0.distance ? $1 : $0 }
      self.init(
        place: .checkpoint, step: here.step, name: first.firstName, recorded: first.recorded,
        here: first.here, count: parted.count, total: pairs.count,
        largest: LargestDifference(name: largest.largestName, distance: largest.distance))
      return
    }
    let members = (recorded.metadataMembers, here.metadataMembers)
    let keys = Set(members.0.keys).union(members.1.keys).sorted()
    guard let key = keys.first(where: { members.0[$0] != members.1[$0] }) else { return nil }
    self.init(
      place: .checkpoint, step: here.step, name: key, recorded: members.0[key] ?? "-",
      here: members.1[key] ?? "-", count: 0, total: pairs.count)
  }

  /// Returns the corresponding tensors of both, by ascending name. A usable checkpoint has all that
  /// its definition implies.
  private static func pairs(
    _ first: TrainingState, _ second: TrainingState
  ) -> [(NamedTensor, NamedTensor)] {
    let sorted = [first, second].map { state in
      state.tensors.sorted {
        $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
      }
    }
    return Array(zip(sorted[0], sorted[1]))
  }

  /// Compares rows of a table. The first of them is `firstRow`.
  ///
  /// - Parameter place: returns the position of the row with an index, and its step.
  init?(
    rows recorded: ArraySlice<[String]>, _ here: [[String]], columns: [String],
    place: (_ row: Int, _ cells: [String]) -> (Place, step: Int)
  ) {
    let count = max(recorded.count, here.count)
    let parted = (0..<count).filter { row in
      row >= recorded.count || row >= here.count || recorded[recorded.startIndex + row] != here[row]
    }
    guard let first = parted.first else { return nil }
    let old = first < recorded.count ? recorded[recorded.startIndex + first] : []
    let new = first < here.count ? here[first] : []
    let (place, step) = place(recorded.startIndex + first, new.isEmpty ? old : new)
    guard old.count == columns.count, new.count == columns.count else {
      self.init(
        place: place, step: step, name: "row", recorded: old.isEmpty ? "-" : "\(old.count) cells",
        here: new.isEmpty ? "-" : "\(new.count) cells", count: parted.count, total: count)
      return
    }
    let columnsParted = columns.indices.filter { old[$0] != new[$0] }
    let column =
      columnsParted.first { columns[$0] == MetricsSchema.Column.weightsDigest.name }
      ?? columnsParted.first ?? 0
    self.init(
      place: place, step: step, name: columns[column], recorded: old[column], here: new[column],
      count: parted.count, total: count)
  }
}

extension TrainingState {
  /// The checkpoint's `__metadata__` about the state, without its tensors.
  fileprivate var metadataMembers: [String: String] {
    let metadata = CheckpointMetadata(
      runKey: "", definition: "", dataSHA256: "", numericsVersion: 0,
      metrics: CSVPrefix(bytes: 0, rows: 0, sha256: ""))
    let members = Checkpoint(metadata: metadata, state: self).metadataMembers.object ?? [:]
    return members.compactMapValues(\.string)
  }
}

/// The difference between a tensor and its repetition.
private struct TensorDifference {
  let firstName: String
  let recorded: String
  let here: String
  let largestName: String
  let distance: Float

  /// nil if all bits are the same.
  init?(_ tensor: NamedTensor, _ other: NamedTensor) {
    var first: Int?
    var largest = (index: 0, distance: -Float.infinity)
    let (old, new) = (tensor.values, other.values)
    for i in old.indices where old[i].bitPattern != new[i].bitPattern {
      if first == nil { first = i }
      let distance = (old[i] - new[i]).magnitude
      if distance > largest.distance { largest = (i, distance) }
    }
    guard let first else { return nil }
    if largest.distance < 0 { largest = (first, .nan) }
    firstName = Self.element(first, of: tensor)
    recorded = shortestText(old[first])
    here = shortestText(new[first])
    largestName = Self.element(largest.index, of: tensor)
    distance = largest.distance
  }

  /// `model.8.weight[17,3,0,2]`
  private static func element(_ index: Int, of tensor: NamedTensor) -> String {
    var rest = index
    var places: [String] = []
    for size in tensor.dimensions.reversed() {
      places.insert(String(rest % size), at: 0)
      rest /= size
    }
    return "\(tensor.name)[\(places.joined(separator: ","))]"
  }
}
