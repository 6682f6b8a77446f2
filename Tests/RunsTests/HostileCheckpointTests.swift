import Engine
import Files
import Runs
import Testing

/// Files that somebody made to harm: the known attacks on readers of safetensors. Their digests
/// are right, so that each is refused for what it is.
struct HostileCheckpointTests {
  struct Attack: Sendable, CustomTestStringConvertible {
    let name: String
    let kind: CheckpointDamage.Kind
    let problem: String
    let bytes: [UInt8]

    var testDescription: String { name }
  }

  /// A file of a header, padded to 64, its data and the digest of both.
  private static func file(_ header: String, data: Int = 0) -> [UInt8] {
    var text = Array(header.utf8)
    while (8 + text.count) % 64 != 0 { text.append(UInt8(ascii: " ")) }
    var bytes = (0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) } + text
    bytes += [UInt8](repeating: 0, count: data)
    return bytes + SHA256.hash(bytes).bytes
  }

  private static func attack(
    _ name: String, _ kind: CheckpointDamage.Kind, _ problem: String, _ tensors: String,
    data: Int = 0, missing: Int = 0, metadata: String = #"{"format":"bench-checkpoint-1"}"#
  ) -> Attack {
    let separator = tensors.isEmpty ? "" : ","
    let header =
      #"{"__metadata__":\#(metadata)"# + separator + tensors
      + #","~digest.sha256":{"data_offsets":[\#(data),\#(data + 32)],"dtype":"U8","shape":[32]}}"#
    return Attack(
      name: name, kind: kind, problem: problem, bytes: file(header, data: data - missing))
  }

  /// Nothing but the digest.
  private static let digestOnly =
    #"{"__metadata__":{"format":"bench-checkpoint-1"},"#
    + #""~digest.sha256":{"data_offsets":[0,32],"dtype":"U8","shape":[32]}}"#

  /// Of a first checkpoint, all that is asked for.
  private static let wholeMetadata: String = {
    let digest = String(repeating: "0a", count: 32)
    let members: [(String, String)] = [
      ("batch", "0"), ("best_epoch", ""), ("best_step", ""), ("best_value", ""),
      ("data_sha256", digest), ("definition", ""), ("epoch", "0"),
      ("format", "bench-checkpoint-1"), ("metrics_bytes", "0"), ("metrics_rows", "0"),
      ("metrics_sha256", digest), ("numerics_version", "1"), ("parent", ""), ("run_key", digest),
      ("step", "0"), ("unfinished_correct", "0"), ("unfinished_examples", "0"),
      ("unfinished_loss", "0000000000000000"),
    ]
    return "{" + members.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ",") + "}"
  }()

  private static func raw(
    _ name: String, _ kind: CheckpointDamage.Kind, _ problem: String, _ bytes: [UInt8]
  ) -> Attack {
    Attack(name: name, kind: kind, problem: problem, bytes: bytes)
  }

  private static func length(_ value: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static let attacks: [Attack] = [
    raw("empty", .size, "0 bytes, too few for a header", []),
    raw("no length", .size, "7 bytes, too few for a header", [1, 0, 0, 0, 0, 0, 0]),
    raw(
      "header of 2^63 bytes", .headerLength,
      "its header would have 9223372036854775808 bytes, not 2 to 16777216", length(1 << 63)),
    raw(
      "header of 100 MB", .headerLength,
      "its header would have 100000000 bytes, not 2 to 16777216", length(100_000_000)),
    raw(
      "header of 1 byte", .headerLength, "its header would have 1 bytes, not 2 to 16777216",
      length(1) + [0x7B]),
    raw(
      "header beyond the file", .size, "9 bytes, its header alone has 64",
      length(56) + [0x7B]),
    raw(
      "unaligned", .headerForm, "its data would start at byte 10, no multiple of 64",
      length(2) + Array("{}".utf8)),
    raw(
      "array for a header", .headerText, "its header must be an object, not an array",
      file("[]")),
    raw(
      "binary header", .headerText, "its header: byte 0xff is not valid UTF-8",
      length(56) + [UInt8](repeating: 0xFF, count: 56)),
    raw(
      "deep nesting", .headerText, "its header: nested deeper than 64",
      file(String(repeating: "[", count: 100_000))),
    raw(
      "duplicate key", .headerText, #"its header: duplicate key "a""#,
      file(#"{"__metadata__":{},"a":1,"a":2}"#)),
    raw(
      "escaped duplicate key", .headerText, #"its header: duplicate key "a""#,
      file(#"{"__metadata__":{},"a":1,"\u0061":2}"#)),
    raw(
      "two Unicode forms of one key", .headerText,
      "its header: key \"e\u{301}\" is the same text as an earlier key in another Unicode form",
      file("{\"\u{e9}\":1,\"e\u{301}\":2}")),
    raw("no metadata", .metadata, "its header has no object __metadata__", file("{}")),
    raw(
      "a number in the metadata", .metadata, "__metadata__.a must be a string, not an integer",
      file(#"{"__metadata__":{"a":1}}"#)),
    raw(
      "no digest", .layout, "its last tensor is not ~digest.sha256, U8[32]",
      Array(file(#"{"__metadata__":{}}"#).dropLast(32))),
    attack(
      "missing field", .tensor, "model.a: must have exactly data_offsets, dtype and shape",
      #""model.a":{"dtype":"F32","shape":[1]}"#),
    attack(
      "extra field", .tensor, "model.a: must have exactly data_offsets, dtype and shape",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","more":1,"shape":[1]}"#, data: 4),
    attack(
      "strange type", .tensor, "model.a: dtype 'F16' is not F32, U64 or U8",
      #""model.a":{"data_offsets":[0,2],"dtype":"F16","shape":[1]}"#, data: 2),
    attack(
      "metadata without the other keys", .metadata, "__metadata__ has no run_key",
      #""model.a":{"data_offsets":[0,8],"dtype":"U64","shape":[1]}"#, data: 8),
    attack(
      "negative shape", .tensor, "model.a: shape must be whole numbers, not -1",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[-1]}"#, data: 4),
    attack(
      "fraction in a shape", .tensor, "model.a: shape must be whole numbers, not 1.5",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1.5]}"#, data: 4),
    attack(
      "shape in exponents", .tensor, "model.a: shape must be whole numbers, not 1",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1e0]}"#, data: 4),
    attack(
      "shape product overflows to 4 bytes", .tensor,
      "model.a: its shape has more elements than can be counted",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[4294967296,4294967296,1]}"#,
      data: 4),
    attack(
      "9 dimensions", .tensor, "model.a: 9 dimensions are more than 8",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1]}"#, data: 4),
    attack(
      "shape and range differ", .tensor,
      "model.a: its shape needs 8 bytes, its data_offsets span 4",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[2]}"#, data: 4),
    attack(
      "range backwards", .tensor, "model.a: data_offsets must be a start and an end",
      #""model.a":{"data_offsets":[4,0],"dtype":"F32","shape":[1]}"#, data: 4),
    attack(
      "range of three", .tensor, "model.a: data_offsets must be a start and an end",
      #""model.a":{"data_offsets":[0,4,8],"dtype":"F32","shape":[1]}"#, data: 4),
    attack(
      "range beyond every file", .tensor, "model.a: data_offsets must be a start and an end",
      #""model.a":{"data_offsets":[0,9223372036854775807],"dtype":"U8","shape":[9223372036854775807]}"#
    ),
    attack(
      "hole", .layout, "model.a begins at byte 4 of the data, not at 0",
      #""model.a":{"data_offsets":[4,8],"dtype":"F32","shape":[1]}"#, data: 8),
    attack(
      "overlap", .layout, "model.b begins at byte 0 of the data, not at 4",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
        + #""model.b":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}"#, data: 4),
    attack(
      "hole before the digest", .layout, "~digest.sha256 begins at byte 8 of the data, not at 4",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}"#, data: 8),
    attack(
      "range inside another", .layout, "model.b begins at byte 4 of the data, not at 8",
      #""model.a":{"data_offsets":[0,8],"dtype":"F32","shape":[2]},"#
        + #""model.b":{"data_offsets":[4,8],"dtype":"F32","shape":[1]}"#, data: 8),
    attack(
      "missing range", .tensor, "model.a: must have exactly data_offsets, dtype and shape",
      #""model.a":{"dtype":"F32","more":1,"shape":[1]}"#),
    attack(
      "empty range", .tensor, "model.a: data_offsets must be a start and an end",
      #""model.a":{"data_offsets":[],"dtype":"F32","shape":[1]}"#),
    attack(
      "number for a type", .tensor, "model.a: must have exactly data_offsets, dtype and shape",
      #""model.a":{"data_offsets":[0,4],"dtype":4,"shape":[1]}"#, data: 4),
    attack(
      "dtype given twice", .headerText, #"its header: duplicate key "dtype""#,
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","dtype":"F64","shape":[1]}"#, data: 4),
    attack(
      "tensor given twice", .headerText, #"its header: duplicate key "model.a""#,
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]},"#
        + #""model.a":{"data_offsets":[4,8],"dtype":"F32","shape":[1]}"#, data: 8),
    attack(
      "metadata given twice", .headerText, #"its header: duplicate key "__metadata__""#,
      #""__metadata__":{}"#),
    attack(
      "deep nesting in a shape", .headerText, "its header: nested deeper than 64",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":\#(String(repeating: "[", count: 90))"#
    ),
    attack(
      "shape of 2^64", .tensor,
      "model.a: shape must be whole numbers, not 1.8446744073709552e+19",
      #""model.a":{"data_offsets":[0,0],"dtype":"F32","shape":[18446744073709551616]}"#),
    attack(
      "integers for weights", .tensor, "model.a: dtype must be F32, not U64",
      #""model.a":{"data_offsets":[0,8],"dtype":"U64","shape":[1]}"#, data: 8,
      metadata: wholeMetadata),
    attack(
      "neither model nor optimizer", .tensor, "'a' is neither of the model nor of the optimizer",
      #""a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}"#, data: 4, metadata: wholeMetadata),
    raw(
      "names that take minutes to compare", .headerText,
      "its header: too many combining marks in a row in a string",
      file("{\"a\(String(repeating: "\u{315}\u{316}", count: 200_000))\":1}")),
    raw(
      "trailing byte", .size, "161 bytes, its header promises 160", file(digestOnly) + [0]),
    raw(
      "trailing megabyte", .size, "1048736 bytes, its header promises 160",
      file(digestOnly) + [UInt8](repeating: 0, count: 1 << 20)),
    attack(
      "data that are not there", .size, "224 bytes, its header promises 228",
      #""model.a":{"data_offsets":[0,4],"dtype":"F32","shape":[1]}"#, data: 4, missing: 4),
    attack(
      "white space in the header", .headerForm, "its header is not in the form bench writes",
      #""model.a": {"data_offsets":[0,4],"dtype":"F32","shape":[1]}"#, data: 4),
    attack(
      "unsorted fields", .headerForm, "its header is not in the form bench writes",
      #""model.a":{"dtype":"F32","data_offsets":[0,4],"shape":[1]}"#, data: 4),
    raw(
      "newer format", .format,
      "its format is 'bench-checkpoint-2', this bench knows bench-checkpoint-1",
      file(
        #"{"__metadata__":{"format":"bench-checkpoint-2"},"#
          + #""~digest.sha256":{"data_offsets":[0,32],"dtype":"U8","shape":[32]}}"#)),
    raw(
      "5,000 tensors", .tensor, "5000 tensors are more than the 4096 allowed",
      file(
        #"{"__metadata__":{}"#
          + (0..<5000).map { #","t\#($0)":{"data_offsets":[0,0],"dtype":"U8","shape":[0]}"# }
          .joined() + "}")),
  ]

  @Test(arguments: attacks)
  func `a hostile file is refused for what it is`(attack: Attack) {
    let damage = #expect(throws: CheckpointDamage.self) {
      try CheckpointFile.decode(attack.bytes)
    }
    #expect(damage?.kind == attack.kind)
    #expect(damage?.problem == attack.problem)
    #expect((damage?.offset ?? -1) >= 0 && (damage?.offset ?? 0) <= attack.bytes.count)
  }

  @Test
  func `a terminal is safe from what a file says`() {
    let bytes = Self.file(
      "{\"__metadata__\":{\"format\":\"\\u001b[2J\"},"
        + #""~digest.sha256":{"data_offsets":[0,32],"dtype":"U8","shape":[32]}}"#)
    let damage = #expect(throws: CheckpointDamage.self) { try CheckpointFile.decode(bytes) }
    #expect(damage?.problem.unicodeScalars.contains("\u{1b}") == false)
  }
}
