/// Returns the name that `name` was probably meant to be; nil where none is near.
func nearestName(to name: String, among names: [String]) -> String? {
  let wanted = Array(name.utf8)
  let near = names.map { (name: $0, distance: distance(wanted, Array($0.utf8))) }
    .filter { $0.distance <= max(1, min(wanted.count, $0.name.utf8.count) / 3) }
  return near.min { ($0.distance, $0.name) < ($1.distance, $1.name) }?.name
    ?? names.filter { $0.hasPrefix(name) && wanted.count > 1 }.min()
}

/// The least number of insertions, deletions, substitutions and swaps of neighbours that turn one
/// into the other (optimal string alignment).
private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var before: [Int] = []
  var previous = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
      var least = min(substitution, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = min(least, before[column - 1] + 1)
      }
      current.append(least)
    }
    (before, previous) = (previous, current)
  }
  return previous[right.count]
}
