import Experiments
import JSON
import Testing

/// The cases of Tests/json/definitions.json, by which Tests/json/schema.py judges the schema.
struct SharedCaseTests {
  @Test(arguments: [("right", true), ("wrong", false)])
  func `the decoder judges as the schema does`(kind: String, isRight: Bool) throws {
    let lenet = try #require(contents(of: repositoryPath("experiments/lenet5-sgd.json")))
    let base = try JSONValue(parsing: lenet)
    let changes = try #require(try cases()[kind]?.array)
    for change in changes {
      let path = JSONPath(try #require(change["path"]?.string))
      let text = base.replacing(at: path.components[...], with: change["value"]).canonicalText
      #expect((try complaint(text) == nil) == isRight, "\(change.canonicalText)")
    }
    for part in try #require(try cases()["\(kind)_extending"]?.array) {
      let members = try #require(part.object).merging(["extends": "lenet5-sgd"]) { $1 }
      let text = JSONValue.object(members).canonicalText
      let complaint = try complaint(text, beside: ["lenet5-sgd.json": lenet])
      #expect((complaint == nil) == isRight, "\(text)")
    }
  }

  private func cases() throws -> JSONValue {
    let text = try #require(contents(of: repositoryPath("Tests/json/definitions.json")))
    return try JSONValue(parsing: text)
  }
}

extension JSONValue {
  /// Another value at a path, or none.
  fileprivate func replacing(
    at path: ArraySlice<String>, with value: JSONValue?
  ) -> JSONValue {
    guard let key = path.first else { return value ?? .null }
    let inner = path.dropFirst()
    if case .array(var elements) = self, let index = Int(key) {
      elements[index] = elements[index].replacing(at: inner, with: value)
      return .array(elements)
    }
    var members = object ?? [:]
    members[key] = inner.isEmpty ? value : members[key]?.replacing(at: inner, with: value)
    return .object(members)
  }
}
