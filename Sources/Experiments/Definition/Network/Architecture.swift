import Datasets
import Engine
import JSON

/// The layers of a definition in the order of computation: repetitions written out, and names turned
/// into positions.
struct Architecture {
  /// A layer of the expanded list.
  struct Element {
    /// Where the definition describes it, `architecture.1.layers.0`.
    let path: JSONPath
    let name: String?
    let configuration: LayerConfiguration
  }

  /// No network has more layers.
  static let mostLayers = 1000
  /// Repetitions nest no deeper.
  static let deepestNesting = 4

  private(set) var elements: [Element] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// - Parameter values: elements of a checked list of layers.
  init(_ values: [JSONValue]) {
    var scope = Scope()
    expand(values, at: JSONPath("architecture"), depth: 0, in: &scope)
    if diagnostics.isEmpty { checkUse() }
  }

  var layers: [LayerConfiguration] { elements.map(\.configuration) }

  /// The names that a layer can use: those of its own list, and of the lists around it.
  private struct Scope {
    /// Positions by name, the innermost list last.
    var lists: [[String: Int]] = [[:]]
    /// The names of layers that come later in the same lists.
    var later: [Set<String>] = []
    /// The position of the output that the current copy was given; nil outside of repetitions.
    var blockInput: Int?

    func position(of name: String) -> Int? {
      if name == "input" { return -1 }
      if name == "block_input" { return blockInput }
      return lists.reversed().lazy.compactMap { $0[name] }.first
    }

    /// Every name that could stand here.
    var names: [String] {
      lists.flatMap(\.keys) + ["input"] + (blockInput == nil ? [] : ["block_input"])
    }
  }

  private mutating func expand(
    _ values: [JSONValue], at path: JSONPath, depth: Int, in scope: inout Scope
  ) {
    scope.later.append(Set(values.compactMap { $0["name"]?.string }))
    defer { scope.later.removeLast() }
    for (index, value) in values.enumerated() {
      guard diagnostics.isEmpty else { return }
      let path = path.appending(index)
      if let count = value[repeatKey]?.int, let layers = value["layers"]?.array {
        repeatLayers(layers, count, at: path, depth: depth + 1, in: scope)
      } else {
        append(value, at: path, in: &scope)
      }
    }
  }

  private mutating func repeatLayers(
    _ layers: [JSONValue], _ count: Int, at path: JSONPath, depth: Int, in scope: Scope
  ) {
    guard depth <= Self.deepestNesting else {
      diagnostics.append(
        Diagnostic(
          path: path, problem: "repeat is nested more than \(Self.deepestNesting) deep",
          hints: ["write the innermost layers out"]))
      return
    }
    for _ in 0..<count where diagnostics.isEmpty {
      var copy = scope
      copy.lists.append([:])
      copy.blockInput = elements.count - 1
      expand(layers, at: path.appending("layers"), depth: depth, in: &copy)
    }
  }

  private mutating func append(_ value: JSONValue, at path: JSONPath, in scope: inout Scope) {
    guard elements.count < Self.mostLayers else {
      diagnostics.append(
        Diagnostic(
          path: JSONPath("architecture"),
          problem: "the network has more than \(Self.mostLayers) layers, repetitions written out"))
      return
    }
    let previous = elements.count - 1
    var inputs = [previous]
    if let name = value["input"]?.string {
      guard let position = position(of: name, at: path.appending("input"), in: scope) else {
        return
      }
      inputs = [position]
    }
    for (name, path) in Self.joined(value, at: path) {
      guard let position = position(of: name, at: path, in: scope) else { return }
      inputs.append(position)
    }
    var configuration = LayerConfiguration.variants.make(value)
    if inputs != [previous] { configuration.inputs = inputs }
    let name = value["name"]?.string
    elements.append(Element(path: path, name: name, configuration: configuration))
    guard let name else { return }
    let list = scope.lists.count - 1
    if let problem = problem(with: name, in: scope.lists[list]) {
      diagnostics.append(Diagnostic(path: path.appending("name"), problem: problem))
    }
    scope.lists[list][name] = elements.count - 1
  }

  private func problem(with name: String, in list: [String: Int]) -> String? {
    if ["input", "block_input"].contains(name) {
      return "\"\(name)\" has a meaning of its own and cannot name a layer"
    }
    return list[name].map { "\"\(name)\" is also the name of \(elements[$0].path)" }
  }

  /// The names in `with`, and their paths.
  private static func joined(_ value: JSONValue, at path: JSONPath) -> [(String, JSONPath)] {
    let path = path.appending("with")
    if let name = value["with"]?.string { return [(name, path)] }
    return (value["with"]?.array ?? []).enumerated().compactMap { index, name in
      name.string.map { ($0, path.appending(index)) }
    }
  }

  /// Returns the position of a named layer's output, or reports that there is none.
  private mutating func position(
    of name: String, at path: JSONPath, in scope: Scope
  ) -> Int? {
    if let position = scope.position(of: name) { return position }
    let problem: String
    var hints: [Remedy] = []
    if name == "block_input" {
      problem = "\"block_input\" names the input of a copy, and this layer is in no repeat"
    } else if scope.later.contains(where: { $0.contains(name) }) {
      problem = "\"\(name)\" is not computed yet: a layer takes outputs of earlier layers only"
    } else {
      problem = "no earlier layer is called \"\(name)\""
      if let hint = didYouMean(nearestNames(to: name, among: scope.names.sorted())) {
        hints = [Remedy(hint)]
      } else {
        hints = ["the names here are \(scope.names.sorted().joined(separator: ", "))"]
      }
    }
    diagnostics.append(Diagnostic(path: path, problem: problem, hints: hints))
    return nil
  }

  /// Finds the first output that no layer takes.
  private mutating func checkUse() {
    var taken = Set<Int>()
    for (index, element) in elements.enumerated() {
      taken.formUnion(element.configuration.inputs(at: index))
    }
    guard let unused = elements.indices.dropLast().first(where: { !taken.contains($0) }) else {
      return
    }
    diagnostics.append(
      Diagnostic(
        path: elements[unused].path, problem: "no layer takes the output of this one",
        hints: ["remove it, or give it a name and name it as an \"input\" or in a \"with\""]))
  }
}
