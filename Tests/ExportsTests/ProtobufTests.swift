import Testing

import Exports

/// Against the bytes of Google's own protobuf library, and those of its documentation.
struct ProtobufTests {
  @Test(arguments: [
    (0, "08 00"), (1, "08 01"), (127, "08 7f"), (128, "08 80 01"), (150, "08 96 01"),
    (16_384, "08 80 80 01"), (-1, "08 ff ff ff ff ff ff ff ff ff 01"),
    (Int.max, "08 ff ff ff ff ff ff ff ff 7f"),
    (Int.min, "08 80 80 80 80 80 80 80 80 80 01"),
  ])
  func `a whole number takes seven bits a byte`(value: Int, expected: String) {
    #expect(bytes { $0.integer(1, value) } == expected)
  }

  @Test(arguments: [
    (1, "08 01"), (15, "78 01"), (16, "80 01 01"), (2047, "f8 7f 01"), (2048, "80 80 01 01"),
    (536_870_911, "f8 ff ff ff 0f 01"),
  ])
  func `a tag holds the number of the field`(field: Int, expected: String) {
    #expect(bytes { $0.integer(field, 1) } == expected)
  }

  @Test func `floating-point numbers are little-endian`() {
    #expect(bytes { $0.float(2, 0.25) } == "15 00 00 80 3e")
    #expect(bytes { $0.float(2, -.infinity) } == "15 00 00 80 ff")
    #expect(bytes { $0.double(1, 1.5) } == "09 00 00 00 00 00 00 f8 3f")
    #expect(bytes { $0.floats(4, [1, -2]) } == "22 08 00 00 80 3f 00 00 00 c0")
    #expect(bytes { $0.doubles(4, [1]) } == "22 08 00 00 00 00 00 00 f0 3f")
  }

  @Test func `text is UTF-8 and may be empty`() {
    #expect(bytes { $0.string(2, "testing") } == "12 07 74 65 73 74 69 6e 67")
    #expect(bytes { $0.string(2, "ü") } == "12 02 c3 bc")
    #expect(bytes { $0.string(2, "") } == "12 00")
    #expect(bytes { $0.data(2, [0, 255]) } == "12 02 00 ff")
  }

  @Test func `lists of whole numbers are packed`() {
    #expect(bytes { $0.integers(6, [3, 270, 86_942]) } == "32 06 03 8e 02 9e a7 05")
    #expect(bytes { $0.integers(6, []) } == "32 00")
  }

  @Test func `a message lies inside another`() {
    #expect(bytes { $0.message(3) { $0.integer(1, 150) } } == "1a 03 08 96 01")
    #expect(bytes { $0.message(3) { _ in } } == "1a 00")
  }

  /// The first two records of an event file as TensorBoard 2.21 writes them.
  @Test func `TensorBoard's events`() {
    let version = bytes {
      $0.double(1, 0)
      $0.string(3, "brain.Event:2")
    }
    #expect(
      version.filter { $0 != " " }
        == "0900000000000000001a0d627261696e2e4576656e743a32")
    let loss = bytes {
      $0.double(1, 1.5)
      $0.integer(2, 3)
      $0.message(5) { summary in
        summary.message(1) { value in
          value.string(1, "loss")
          value.float(2, 0.25)
        }
      }
    }
    #expect(
      loss.filter { $0 != " " }
        == "09000000000000f83f10032a0d0a0b0a046c6f7373150000803e")
  }

  private func bytes(_ write: (inout ProtobufMessage) -> Void) -> String {
    var message = ProtobufMessage()
    write(&message)
    return message.bytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined(separator: " ")
  }
}
