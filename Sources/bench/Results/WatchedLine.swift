import JSON

/// A line of `key=value` that `watch` prints, for programs.
struct WatchedLine {
  let json: JSONValue

  init(_ line: String) {
    var members: [String: JSONValue] = [:]
    for fact in line.split(separator: " ") {
      let parts = fact.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      let isText = ["run", "state"].contains(parts[0])
      let number = isText ? nil : try? JSONValue(parsing: parts[1])
      members[parts[0]] = number ?? .string(parts[1])
    }
    json = .object(members)
  }
}
