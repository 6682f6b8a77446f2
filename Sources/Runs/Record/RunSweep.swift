import Experiments
package import JSON

/// The sweep that a run belongs to, and the values of its point.
package struct RunSweep: Hashable, Sendable {
  package let name: String
  /// The values of the settings by their paths.
  package let values: [String: JSONValue]

  package init(name: String, values: [String: JSONValue]) {
    self.name = name
    self.values = values
  }
}

extension RunSweep {
  init(_ fields: RecordFields) throws(RunRecordProblem) {
    self.init(
      name: try fields.experimentName("name"), values: fields.value("values")?.object ?? [:])
  }

  var json: JSONValue { ["name": .string(name), "values": .object(values)] }
}
