import Engine
import Experiments
import Files
import JSON
import Runs

/// A file that is read encodes to its own bytes again. Bytes as they are seldom get past the digest,
/// so they are tried again with it made right, and as a header and data put together rightly.
@Sendable func fuzzCheckpoint(_ input: [UInt8]) {
  decode(input)
  let digest = SHA256Digest.byteCount
  if input.count > digest {
    let content = Array(input.dropLast(digest))
    decode(content + SHA256.hash(content).bytes)
  }
  // The header's text up to the first NUL, where a real file's length has some; then the data.
  let text = input.dropFirst(input.count >= 8 && input[7] == 0 ? 8 : 0)
  let end = text.firstIndex(of: 0) ?? text.endIndex
  if let file = file(header: Array(text[..<end]), data: text[end...]) { decode(file) }
}

private func decode(_ bytes: [UInt8]) {
  do throws(CheckpointDamage) {
    let checkpoint = try CheckpointFile.decode(bytes)
    expect(CheckpointFile.encode(checkpoint) == bytes, "encoded again, other bytes")
  } catch {
    expect((0...bytes.count).contains(error.offset), "damage at byte \(error.offset)")
    expect(!error.description.utf8.contains(0x1B), "an escape character reaches the terminal")
    expect(error.description.utf8.count < 4096, "an error of \(error.description.utf8.count) bytes")
  }
}

/// A file around a header, its form and its last tensor made right; nil where it is no JSON object.
private func file(header: [UInt8], data: ArraySlice<UInt8>) -> [UInt8]? {
  guard var members = (try? JSONValue(parsing: header))?.object else { return nil }
  let ends = members.values.compactMap { $0["data_offsets"]?[1]?.int }
  let length = ends.filter { (0...4096).contains($0) }.max() ?? 0
  members["~digest.sha256"] = [
    "dtype": "U8", "shape": [32], "data_offsets": [.integer(length), .integer(length + 32)],
  ]
  var text = Array(JSONValue.object(members).canonicalText.utf8)
  while (8 + text.count) % 64 != 0 { text.append(UInt8(ascii: " ")) }
  var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
  bytes += data.prefix(length)
  bytes += [UInt8](repeating: 0, count: max(0, length - data.count))
  return bytes + SHA256.hash(bytes).bytes
}
