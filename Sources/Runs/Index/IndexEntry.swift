import Experiments
import Files
import JSON

/// The index's entry of a run: everything that a list can ask for.
struct IndexEntry {
  let id: String
  let identity: RunIdentity
  let facts: [(name: String, value: JSONValue)]
  let definition: FormedDefinition

  /// - Parameters:
  ///   - now: the identity of a file that is changed now.
  ///   - forms: the forms of the definitions so far.
  /// - Returns: nil for a run that is being trained or whose process died, because its results are
  ///   in tables that grow; for one whose definition cannot be read; and for one that could be
  ///   changed unnoticed.
  init?(_ run: Run, settledBy now: FileIdentity, _ forms: inout DefinitionForms) {
    guard run.record.state != .running, let record = run.recordIdentity,
      let (bytes, file) = try? run.folder.readIdentified(
        Run.definitionFile, limit: Run.maximumDefinitionBytes),
      let file, let definition = forms.definition(bytes)
    else { return nil }
    let identity = RunIdentity(record: record, definition: file)
    guard identity.isSettled(by: now) else { return nil }
    id = run.id
    self.identity = identity
    facts = ReadRun(run, withDefinition: false).indexed
    self.definition = definition
  }
}

extension ReadRun {
  private static let factColumns = QueryField.Fact.allCases.map {
    (fact: $0, name: QueryField.fact($0).column)
  }

  /// The values of run.json that the index stores.
  fileprivate var indexed: [(name: String, value: JSONValue)] {
    var values: [(name: String, value: JSONValue)] = []
    values.reserveCapacity(Self.factColumns.count + 1 + 4 * summary.metrics.count)
    for (fact, name) in Self.factColumns {
      if let value = value(of: .fact(fact)) { values.append((name, value)) }
    }
    if run.record.imported == nil {
      values.append((QueriedRun.seedColumn, .string(String(run.record.seed))))
    }
    for metric in summary.metrics {
      values.append((QueryField.last(metric.name).column, .number(metric.last)))
      guard let best = metric.best else { continue }
      values.append((QueryField.best(metric.name).column, .number(best.value)))
      values.append((QueriedRun.bestEpochColumn + metric.name, .integer(best.epoch)))
      values.append((QueriedRun.bestStepColumn + metric.name, .integer(best.step)))
    }
    return values
  }
}

/// The forms of definitions. Those of one experiment differ in only a few values.
struct DefinitionForms {
  /// More are forgotten: a text is held against each.
  private static let maximumCount = 8
  /// The one used last comes first.
  private var forms: [DefinitionForm] = []

  /// - Returns: nil for text that is not JSON, or that has a key with a dot, because its path could
  ///   be confused with another.
  mutating func definition(_ bytes: [UInt8]) -> FormedDefinition? {
    for (index, form) in forms.enumerated() {
      guard let changes = form.json.changes(in: bytes) else { continue }
      if index > 0 { forms.insert(forms.remove(at: index), at: 0) }
      return FormedDefinition(form: form, changes: changes)
    }
    guard let json = try? JSONForm(parsing: bytes), let form = DefinitionForm(json) else {
      return nil
    }
    if forms.count == Self.maximumCount { forms.removeLast() }
    forms.insert(form, at: 0)
    return FormedDefinition(form: form, changes: [])
  }
}

/// A definition as its differences from another one.
struct FormedDefinition {
  let form: DefinitionForm
  let changes: [(leaf: Int, value: JSONValue)]

  /// No fewer than its names and texts have.
  var bytes: Int { changes.reduce(form.bytes) { $0 + $1.value.indexedBytes } }
}

/// A form of definitions and the columns of its leaves.
final class DefinitionForm {
  let json: JSONForm
  let columns: [String]
  /// Whether the names are.
  let isASCII: Bool
  /// The number of bytes of the names and the texts.
  let bytes: Int

  fileprivate init?(_ json: JSONForm) {
    var columns: [String] = []
    for (path, _) in json.leaves {
      if path.components.contains(where: { $0.utf8.contains(UInt8(ascii: ".")) }) { return nil }
      columns.append(QueryField.definition(path).column)
    }
    self.json = json
    self.columns = columns
    isASCII = columns.allSatisfy(\.isASCII)
    let texts = json.leaves.reduce(0) { $0 + $1.value.indexedBytes }
    bytes = columns.reduce(texts) { $0 + $1.utf8.count }
  }
}
