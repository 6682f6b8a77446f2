import Experiments
import JSON

extension RunStore {
  /// The fields that a person may ask for; in place of a wrong name, only those are proposed that
  /// some run has a value of, where there are runs.
  ///
  /// - Parameter names: those asked for; the runs are looked at again where one of them is wrong.
  /// - Throws: `RunError` where the runs cannot be listed.
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

/// Finds the facts and places of definitions that some run has a value of.
private struct ValueVisitor: RunVisitor {
  /// Without the objects of a definition, which the index knows only by what is inside.
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
