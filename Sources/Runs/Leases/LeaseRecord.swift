import Files
import JSON

/// What the file of a lease says.
package struct LeaseRecord: Hashable, Sendable {
  /// Who claimed it; nil if that could not be written.
  package var holder: LockHolder?
  /// How long it holds after a renewal.
  package var term: LeaseTerm
  /// The holder before, which may still write in the run's folder; nil if it does not.
  var replaced: LockHolder?
  /// Whether the holder gave it back.
  var isReleased = false

  init(holder: LockHolder?, term: LeaseTerm, replaced: LockHolder? = nil) {
    self.holder = holder
    self.term = term
    self.replaced = replaced
  }

  static let maximumBytes = 4096

  /// - Parameter bytes: if they are none, or torn, the standard term holds for an unknown holder.
  init(parsing bytes: [UInt8]) {
    let json = try? JSONValue(parsing: bytes)
    let seconds = json?["seconds"]?.int.flatMap { (0...86400).contains($0) ? $0 : nil }
    self.init(
      holder: json?["holder"].flatMap(LockHolder.init),
      term: seconds.map(LeaseTerm.init) ?? .standard,
      replaced: json?["replaced"].flatMap(LockHolder.init))
    isReleased = json?["released"] == .bool(true)
  }

  var text: String {
    var json: [String: JSONValue] = ["seconds": .integer(term.seconds)]
    json["holder"] = holder?.json
    json["replaced"] = replaced?.json
    if isReleased { json["released"] = .bool(true) }
    return JSONValue.object(json).canonicalText
  }

  /// The holders that may still write in the run's folder, the first one first.
  var possibleWriters: [LockHolder] { [replaced, holder].compactMap(\.self) }
}

/// A lease as another process finds it.
struct FoundLease {
  let record: LeaseRecord
  /// When it was renewed last, in nanoseconds by the file system's clock.
  let renewed: Int
  let file: RunFile

  /// Whether its time has run out.
  func isOver(at now: Int) -> Bool {
    record.isReleased || now - renewed > record.term.seconds * 1_000_000_000
  }
}
