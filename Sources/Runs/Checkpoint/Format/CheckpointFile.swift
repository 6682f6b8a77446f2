import Engine
import Experiments
import Files
import JSON
import Training

/// The bytes of a checkpoint: strict safetensors with a digest as last tensor.
///
/// ```
/// 8 bytes    header length n, little-endian
/// n bytes    canonical JSON (keys sorted bytewise, no white space), padded with spaces so that
///            8 + n is a multiple of 64
/// data       float32 tensors, little-endian, in the order of their names' bytes, without gaps
/// 32 bytes   ~digest.sha256: SHA-256 of every byte before it
/// ```
/// The layout is that of https://github.com/huggingface/safetensors, README.md, "Format", 2023.
package enum CheckpointFile {
  static let digestName = "~digest.sha256"
  static let metadataName = "__metadata__"
  static let alignment = 64
  static let maximumHeaderBytes = 1 << 24
  /// The most bytes of the encoding of examples as text. Escaped in a header it has at most twice as
  /// many, which fit beside the tensors and the definition.
  static let maximumEncodingBytes = 1 << 22
  static let maximumTensors = 4096
  static let maximumRank = 8
  /// A larger file is refused unread.
  package static let maximumBytes = 1 << 34

  /// Returns the file's bytes; equal checkpoints give equal bytes.
  package static func encode(_ checkpoint: Checkpoint) -> [UInt8] {
    let state = checkpoint.state
    let tensors = state.tensors.sorted {
      $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
    precondition(tensors.allSatisfy { $0.name.utf8.lexicographicallyPrecedes(digestName.utf8) })
    var members: [String: JSONValue] = [metadataName: checkpoint.metadataMembers]
    var end = 0
    for tensor in tensors {
      precondition(members[tensor.name] == nil, "two tensors of one name")
      let start = end
      end += 4 * tensor.values.count
      members[tensor.name] = entry("F32", tensor.dimensions, start..<end)
    }
    members[digestName] = entry("U8", [32], end..<(end + 32))
    var bytes = header(.object(members))
    precondition(bytes.count <= 8 + maximumHeaderBytes, "checked when the run started")
    bytes.reserveCapacity(bytes.count + end + 32)
    for tensor in tensors {
      tensor.values.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    bytes += SHA256.hash(bytes).bytes
    return bytes
  }

  /// The bytes that no header of these tensors and this definition exceeds.
  static func headerBytes(_ tensors: [ExpectedTensors.Entry], definition: String) -> Int {
    var members: [String: JSONValue] = [metadataName: ["definition": .string(definition)]]
    var end = 0
    for tensor in tensors.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      let start = end
      end += 4 * tensor.dimensions.reduce(1, *)
      members[tensor.name] = entry("F32", tensor.dimensions, start..<end)
    }
    // The other members of the metadata and the digest's entry have less than 2 kB.
    return header(.object(members)).count + 2048
  }

  /// The length and the padded text.
  static func header(_ members: JSONValue) -> [UInt8] {
    var text = Array(members.canonicalText.utf8)
    let excess = (8 + text.count) % alignment
    if excess > 0 { text += [UInt8](repeating: UInt8(ascii: " "), count: alignment - excess) }
    return (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  }

  private static func entry(_ type: String, _ shape: [Int], _ range: Range<Int>) -> JSONValue {
    [
      "dtype": .string(type),
      "shape": .array(shape.map(JSONValue.integer)),
      "data_offsets": [.integer(range.lowerBound), .integer(range.upperBound)],
    ]
  }
}
