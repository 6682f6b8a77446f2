import JSON

/// Names that a person may give, including paths with dots, for suggestions.
///
/// Suggestions for `--set`, `--where`, `--sort`, `--columns` and `--group-by` all come from here.
package struct KnownPaths: Sendable {
  private let paths: [[String]]
  /// The paths that end in a key, in their order.
  private let byKey: [String: [String]]

  package init(_ names: some Sequence<String>) {
    paths = Set(names).sorted().map { JSONPath($0).components }
    byKey = Dictionary(grouping: paths, by: { $0.last ?? "" })
      .mapValues { $0.map { JSONPath($0).description } }
  }

  /// Returns the names that `name` was probably meant to be, all equally near, in their order;
  /// empty if none is near.
  ///
  /// A right key under the wrong parent comes first, then a path in which each component is near,
  /// then a path that ends in a key that is near.
  package func nearest(to name: String) -> [String] {
    guard name.utf8.count <= 200 else { return [] }
    let asked = JSONPath(name).components
    let key = asked.last ?? ""
    let exact = ending(in: key)
    if !exact.isEmpty { return exact }
    let near = nearest(to: asked[...], below: [], among: paths[...])
    if !near.isEmpty { return near }
    return nearestNames(to: key, among: Array(byKey.keys)).flatMap { ending(in: $0) }.sorted()
  }

  /// Returns the paths that end in a key; empty for a key that many objects have.
  func ending(in key: String) -> [String] {
    ["type", "name"].contains(key) ? [] : byKey[key] ?? []
  }

  /// Returns the paths that end in the name for another tool's key.
  func ending(inNameFor key: String) -> [String] {
    habitualNames(for: key).map { ending(in: $0) }.first { !$0.isEmpty } ?? []
  }

  private func nearest(
    to asked: ArraySlice<String>, below path: [String], among paths: ArraySlice<[String]>
  ) -> [String] {
    guard let component = asked.first else { return [JSONPath(path).description] }
    let deeper = paths.filter { $0.count > path.count }
    let names = Set(deeper.map { $0[path.count] })
    let meant =
      names.contains(component)
      ? [component] : nearestNames(to: component, among: Array(names))
    return meant.flatMap { name in
      nearest(
        to: asked.dropFirst(), below: path + [name],
        among: deeper.filter { $0[path.count] == name }[...])
    }
  }
}
