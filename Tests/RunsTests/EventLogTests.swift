import Files
import Runs
import Testing

/// Event files of TensorBoard, byte by byte.
struct EventLogTests {
  /// `Event{wall_time 0, file_version "brain.Event:2"}` as TensorBoard 2.21 writes it.
  private static let version = bytes(
    "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a3")
  /// `Event{1.5, step 3, summary{"loss", 0.25}}`.
  private static let loss = bytes(
    "1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000803ed054b255")

  private static func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex)
    return stride(from: 0, to: digits.count, by: 2).map {
      UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0
    }
  }

  /// A scalar of a step that is below 128.
  private static func scalar(_ tag: String, _ value: Float, step: UInt8) -> [UInt8] {
    let bits = value.bitPattern
    let number = [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: bits >> $0) }
    let entry = [0x0A, UInt8(tag.utf8.count)] + tag.utf8 + [0x15] + number
    let summary = [0x0A, UInt8(entry.count)] + entry
    return record([0x10, step, 0x2A, UInt8(summary.count)] + summary)
  }

  /// Says that a training goes on at a step.
  private static func start(step: UInt8) -> [UInt8] { record([0x10, step, 0x3A, 2, 8, 1]) }

  private static func record(_ data: [UInt8]) -> [UInt8] {
    func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
      stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
    let length = bytes(UInt64(data.count))
    return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
  }

  @Test func `TensorBoard's own bytes`() throws {
    let table = try ImportedTable(parsing: Self.version + Self.loss)
    #expect(table.metrics.steps == [3])
    #expect(table.metrics.values(of: "train_loss") == [0.25])
  }

  @Test func `float32 keeps its shortest text`() throws {
    let table = try ImportedTable(parsing: Self.version + Self.scalar("f1", 0.1, step: 1))
    #expect(table.metrics.values(of: "f1") == [0.1])
  }

  @Test func `tags of one step are one row, and no point is lost`() throws {
    let points = (1...100).flatMap { step in
      Self.scalar("a", Float(step), step: UInt8(step))
        + Self.scalar("b", Float(-step), step: UInt8(step))
    }
    let table = try ImportedTable(parsing: Self.version + points)
    #expect(table.metrics.values(of: "a") == (1...100).map(Double.init))
    #expect(table.metrics.values(of: "b") == (1...100).map { Double(-$0) })
  }

  @Test func `a start takes the points from its step on away`() throws {
    let before = (1...5).flatMap { Self.scalar("a", 1, step: UInt8($0)) }
    let after = (3...4).flatMap { Self.scalar("a", 2, step: UInt8($0)) }
    let file = Self.version + before + Self.start(step: 3) + after
    let table = try ImportedTable(parsing: file)
    #expect(table.metrics.steps == [1, 2, 3, 4])
    #expect(table.metrics.values(of: "a") == [1, 1, 2, 2])
    #expect(table.notes.contains { $0.hasPrefix("3 values that a later start") })
  }

  @Test func `a file that ends anywhere has the points before`() throws {
    let file = Self.version + (1...3).flatMap { Self.scalar("a", 1, step: UInt8($0)) }
    let size = (file.count - Self.version.count) / 3
    for end in Self.version.count...file.count {
      let table = try? ImportedTable(parsing: Array(file[..<end]))
      #expect((table?.metrics.count ?? 0) == (end - Self.version.count) / size)
    }
  }

  @Test func `every changed byte is found`() throws {
    let file = Self.version + Self.loss
    for position in file.indices where position >= 12 {
      var changed = file
      changed[position] ^= 0x10
      let table = try? ImportedTable(parsing: changed)
      // A longer length may look like the end of the file; then nothing is read.
      #expect(table == nil, "byte \(position)")
    }
  }

  @Test func `messages that are no events are refused`() {
    for message in [[0x2A, 0x7F], [0x0F], [0x2A, 4, 0x0A, 9, 0, 0], [0xFF]] as [[UInt8]] {
      #expect(throws: ImportProblem.self) {
        try ImportedTable(parsing: Self.version + Self.record(message) + Self.loss)
      }
    }
  }
}
