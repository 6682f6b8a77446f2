import Engine
import Experiments
import Files
import JSON

extension CheckpointFile {
  /// Reads a checkpoint from any source: every length, number and range is checked before it is
  /// used, and nothing is allocated that the size of the file does not justify.
  package static func decode(_ bytes: [UInt8]) throws(CheckpointDamage) -> Checkpoint {
    let header = try CheckpointHeader(bytes)
    try checkDigest(bytes)
    return try header.checkpoint(data: bytes)
  }

  private static func checkDigest(_ bytes: [UInt8]) throws(CheckpointDamage) {
    let start = bytes.count - SHA256Digest.byteCount
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<start])) }
    guard hash.finalize().bytes == Array(bytes[start...]) else {
      throw CheckpointDamage(.digest, at: start, "SHA-256 at its end does not match its bytes")
    }
  }
}

/// A file's header, its layout checked against the file's size.
struct CheckpointHeader {
  let metadata: [String: String]
  /// The entries in the order of the data, the digest last.
  let entries: [TensorEntry]
  let dataStart: Int
  /// Used for positions in errors.
  let document: JSONDocument

  init(_ bytes: [UInt8]) throws(CheckpointDamage) {
    let length = try Self.headerLength(bytes)
    dataStart = 8 + length
    let text = Array(bytes[8..<dataStart])
    do {
      document = try JSONDocument(parsing: text, maximumBytes: CheckpointFile.maximumHeaderBytes)
    } catch {
      throw CheckpointDamage(.headerText, at: 8 + error.offset, "its header: \(error.problem)")
    }
    guard let members = document.value.object else {
      throw CheckpointDamage(
        .headerText, at: 8, "its header must be an object, not \(document.value.typeName)")
    }
    metadata = try Self.metadata(members, document)
    var tensors = members
    tensors[CheckpointFile.metadataName] = nil
    entries = try Self.entries(tensors, document)
    try checkLayout(fileBytes: bytes.count)
    guard CheckpointFile.header(document.value) == Array(bytes[..<dataStart]) else {
      throw CheckpointDamage(.headerForm, at: 8, "its header is not in the form bench writes")
    }
  }

  private static func headerLength(_ bytes: [UInt8]) throws(CheckpointDamage) -> Int {
    guard bytes.count >= 8 else {
      throw CheckpointDamage(.size, at: bytes.count, "\(bytes.count) bytes, too few for a header")
    }
    let length = bytes[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(CheckpointFile.maximumHeaderBytes) else {
      throw CheckpointDamage(
        .headerLength, at: 0,
        "its header would have \(length) bytes, not 2 to \(CheckpointFile.maximumHeaderBytes)")
    }
    guard Int(length) <= bytes.count - 8 else {
      throw CheckpointDamage(
        .size, at: bytes.count, "\(bytes.count) bytes, its header alone has \(8 + length)")
    }
    guard (8 + Int(length)) % CheckpointFile.alignment == 0 else {
      throw CheckpointDamage(
        .headerForm, at: 0,
        "its data would start at byte \(8 + length), no multiple of \(CheckpointFile.alignment)")
    }
    return Int(length)
  }

  private static func metadata(
    _ members: [String: JSONValue], _ document: JSONDocument
  ) throws(CheckpointDamage) -> [String: String] {
    guard let object = members[CheckpointFile.metadataName]?.object else {
      throw CheckpointDamage(.metadata, at: 8, "its header has no object __metadata__")
    }
    var metadata: [String: String] = [:]
    for (key, value) in object.sortedByKey {
      guard let text = value.string else {
        let path = JSONPath([CheckpointFile.metadataName, key])
        throw CheckpointDamage(
          .metadata, at: 8 + (document.valueRange(at: path)?.lowerBound ?? 0),
          "__metadata__.\(key.printable) must be a string, not \(value.typeName)")
      }
      metadata[key] = text
    }
    return metadata
  }

  /// The data must end with the last tensor, and the file with the data.
  private func checkLayout(fileBytes: Int) throws(CheckpointDamage) {
    if let (entry, end) = entries.firstMisplaced {
      throw CheckpointDamage(
        .layout, at: offset(of: entry.name),
        "\(entry.name.printable) begins at byte \(entry.range.lowerBound) of the data, "
          + "not at \(end)")
    }
    let end = entries.dataCount
    // The sum is within Int: `end` is at most `maximumBytes`.
    guard dataStart + end == fileBytes else {
      throw CheckpointDamage(
        .size, at: min(fileBytes, dataStart + end),
        "\(fileBytes) bytes, its header promises \(dataStart + end)")
    }
    guard let digest = entries.last, digest.name == CheckpointFile.digestName,
      digest.elementType == .uint8, digest.dimensions == [SHA256Digest.byteCount]
    else {
      throw CheckpointDamage(
        .layout, at: 8, "its last tensor is not ~digest.sha256, U8[32]")
    }
  }

  func offset(of name: String) -> Int {
    8 + (document.keyRange(at: JSONPath([name]))?.lowerBound ?? 0)
  }
}
