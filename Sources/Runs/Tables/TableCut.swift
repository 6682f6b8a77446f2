import Engine
import Files

/// A table that will be cut at some byte, read piece by piece.
struct TableCut {
  /// The offset of the cut.
  let place: Int
  /// The size in bytes; 0 if there is no such file.
  let size: Int
  /// The size of the complete lines.
  let wholeBytes: Int
  /// The bytes before the cut if they are few: a header.
  let start: [UInt8]
  private let name: String
  private let folder: RunFolder

  /// - Throws: a `RunError` if the file cannot be read.
  init(of name: String, at place: Int, in folder: RunFolder) throws(RunError) {
    self.name = name
    self.place = place
    self.folder = folder
    var (size, whole, start) = (0, 0, [UInt8]())
    if try folder.status(of: name) != nil {
      start = try folder.open(name, for: .reading).read(count: min(place, 1 << 16))
      try folder.open(name, for: .reading).readPieces { piece in
        if let last = piece.lastIndex(of: UInt8(ascii: "\n")) { whole = size + last + 1 }
        size += piece.count
      }
    }
    self.size = size
    self.start = start
    wholeBytes = whole
  }

  /// Saves the complete rows after the cut as `metrics.before-step-N.csv`, or with a number if
  /// other rows have that name.
  ///
  /// - Returns: the name of the file.
  /// - Throws: a `RunError` if it cannot be written.
  func keep(under header: [UInt8], step: Int) throws(RunError) -> String {
    let stem = "\(name.dropLast(".csv".count)).before-step-\(step)"
    let digest = try digest(after: header)
    var aside = "\(stem).csv"
    var number = 2
    while try folder.status(of: aside) != nil {
      if try Self.digest(of: folder.open(aside, for: .reading)) == digest { return aside }
      aside = "\(stem).\(number).csv"
      number += 1
    }
    try folder.publish(as: aside) { (file) throws(RunError) in
      try file.write(header)
      try readRest { (piece) throws(RunError) in try file.write(piece) }
    }
    return aside
  }

  private func digest(after header: [UInt8]) throws(RunError) -> SHA256Digest {
    var hash = SHA256()
    hash.update(header)
    try readRest { hash.update($0) }
    return hash.finalize()
  }

  private static func digest(of file: RunFile) throws(RunError) -> SHA256Digest {
    var hash = SHA256()
    try file.readPieces { hash.update($0) }
    return hash.finalize()
  }

  /// The bytes between the cut and the end of the whole lines.
  private func readRest(_ take: ([UInt8]) throws(RunError) -> Void) throws(RunError) {
    let file = try folder.open(name, for: .reading)
    try file.readPieces(upTo: place) { _ in }
    try file.readPieces(upTo: wholeBytes - place, take)
  }
}
