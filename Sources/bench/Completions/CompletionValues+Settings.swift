import Experiments
import JSON
import Runs

extension CompletionValues {
  /// `PATH=`, or the values of the path before the equals sign.
  var settings: [Offer] {
    guard let equals = typed.firstIndex(of: "=") else { return settingPaths }
    let start = String(typed[...equals])
    let path = JSONPath(String(typed[..<equals]))
    var offers = DefinitionPaths.values(at: path).map { value in
      Offer(word: start + value.text, summary: value.summary)
    }
    let present = definition?[path: path] ?? DefinitionPaths.sample(at: path)
    if offers.isEmpty, let value = present, value.object == nil, value.array == nil {
      offers = [Offer(word: start + value.canonicalText, summary: "as it is")]
    }
    return offers
  }

  private var settingPaths: [Offer] {
    let definition = definition
    let leaves = definition?.leaves.filter { $0.path.components != ["$schema"] } ?? []
    let present = leaves.map { leaf in
      let summary = DefinitionPaths.summary(at: leaf.path).map { " · \($0)" } ?? ""
      return Offer(
        word: "\(leaf.path)=", summary: "now \(Self.shortened(leaf.value.canonicalText))\(summary)")
    }
    let known = Set(present.map(\.word))
    let further = DefinitionPaths.all.filter { path in
      path != "extends" && path != "$schema" && !known.contains("\(path)=") && isPossible(path)
    }
    return present
      + further.map { path in
        Offer(word: "\(path)=", summary: DefinitionPaths.summary(at: JSONPath(path)) ?? "")
      }
  }

  /// Whether the definition, with the types it has, can have a value at a path.
  private func isPossible(_ path: String) -> Bool {
    guard let definition else { return true }
    let components = JSONPath(path).components
    guard components.count > 1,
      let type = definition[components[0]]?["type"]?.string
        ?? definition[components[0]]?["name"]?.string,
      let topic = DefinitionTopic("\(components[0]).\(type)")
    else { return true }
    return topic.keys.contains { $0.name == components[1] }
  }

  /// The definition of the experiment or run that is an operand; nil without one.
  private var definition: JSONValue? {
    guard let workspace, let name = operands.first else { return nil }
    if let definition = try? workspace.library.definition(name) { return definition.value }
    return try? workspace.store.resolve(name).run.definition()
  }

  private static func shortened(_ text: String) -> String {
    text.count > 30 ? text.prefix(29) + "…" : text
  }
}
