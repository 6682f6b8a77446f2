import Datasets
import JSON

/// Returns the problem with the source that `init_from` names; nil if there is none.
///
/// - Parameter value: nil if there is no `init_from`.
func sourceMisfit(_ value: JSONValue?) -> Diagnostic? {
  guard let value else { return nil }
  let path = JSONPath("init_from")
  let hints: [Remedy] = [
    "a file: \"init_from\": { \"file\": \"weights.safetensors\" }",
    "a run: \"init_from\": { \"run\": \"mine-001\", \"checkpoint\": \"best\" }",
  ]
  switch (value["file"], value["run"]) {
  case (nil, nil):
    return Diagnostic(path: path, problem: "names neither a file nor a run", hints: hints)
  case (_?, _?):
    return Diagnostic(path: path, problem: "names a file and a run; one of them is too much")
  case (_?, nil):
    guard value["checkpoint"] != nil else { return nil }
    return Diagnostic(
      path: path.appending("checkpoint"), problem: "a file has no checkpoints",
      hints: ["remove it, or name a run in place of the file"])
  case (nil, _?):
    guard let text = value["checkpoint"]?.string, StartingPoint(text) == nil else { return nil }
    return Diagnostic(
      path: path.appending("checkpoint"),
      problem: "must be best, latest or step-N, not \(JSONValue.string(text).shown)")
  }
}

/// Returns the problem with the first of `init_from.layers` that the network lacks, or that has no
/// weights; nil if there is none.
func layerMisfit(_ value: JSONValue?, in layers: [ResolvedLayer]) -> Diagnostic? {
  let path = JSONPath("init_from.layers")
  for (place, element) in (value?["layers"]?.array ?? []).enumerated() {
    let positions = InitialWeights.positions(of: element, in: layers)
    guard !positions.isEmpty else {
      let names = Set(layers.compactMap(\.name)).sorted()
      let question = element.string.flatMap { didYouMean(nearestNames(to: $0, among: names)) }
      let range = "the layers are 0 to \(layers.count - 1)"
      return Diagnostic(
        path: path.appending(place), problem: "no layer is called \(element.shown)",
        hints: [
          question.map { Remedy($0) }
            ?? (names.isEmpty
              ? "\(range)" : "\(range); the names are \(names.joined(separator: ", "))")
        ])
    }
    if let bare = positions.first(where: { layers[$0].parameters.isEmpty }) {
      return Diagnostic(
        path: path.appending(place),
        problem: "layer \(bare), \(layers[bare].type), has no weights", hints: ["remove it"])
    }
  }
  return nil
}
