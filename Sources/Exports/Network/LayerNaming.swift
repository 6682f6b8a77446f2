import Experiments

extension ResolvedLayer {
  /// A name that no other layer of the network has: `3.relu`, or `3.stem` if the definition names it.
  var uniqueName: String { "\(index).\(name ?? type)" }
}
