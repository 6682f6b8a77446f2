import Experiments
import JSON

extension RunStore {
  /// Returns the fields that a person may ask for. If there are runs, only fields that some run has
  /// are suggested instead of a wrong name.
  ///
  /// - Parameter names: the requested names. The runs are scanned again if one of them is wrong.
  /// - Throws: `RunError` if the runs cannot be listed.
  package func fields(
    named names: [String], in runCounts: RunCounts
  ) throws(RunError) -> KnownFields {
    let known = runCounts.fields
    guard runCounts.count > 0, !names.allSatisfy(known.has) else { return known }
    var visitor = ValueVisitor()
    _ = try scan(&visitor)
    return runCounts.fields(proposing: visitor.found)
  }
}

/// Finds the facts and paths of definitions that some run has a value of.
private struct ValueVisitor: RunVisitor {
  /// Without the objects of a definition, which the index knows only by their contents.
  let fields = QueryField.outsideMetrics.filter { $0.types != [.object] }
  let wantsDefinition = false
  private var isFound: [Bool]

  init() { isFound = fields.map { _ in false } }

  var found: [QueryField] { fields.indices.filter { isFound[$0] }.map { fields[$0] } }

  mutating func visit(_ run: ScannedRun) -> Bool {
    for number in fields.indices where !isFound[number] {
      guard let value = run.value(number) else { continue }
      isFound[number] = value.array?.isEmpty != true
    }
    return true
  }

  mutating func add(_ other: ValueVisitor) {
    for number in fields.indices where other.isFound[number] { isFound[number] = true }
  }
}
