import Datasets
import Files

/// A CSV file as a data set: the first three bytes choose how the definition reads it, the rest is
/// the file. What loads has as many examples as the description says.
@Sendable func fuzzCSVDataset(_ input: [UInt8]) {
  guard input.count >= 3 else { return }
  let labels: [[CSVSource.Column]] = [[], [.index(0)], [.name("label")], [.index(1), .name("y")]]
  let classes: [ClassChoice?] = [nil, .count(3), .names(["a", "b", "\u{e9}"]), .auto]
  var source = CSVSource(
    train: scratchFile, hasHeader: input[0] & 1 == 0,
    label: labels[Int(input[0] >> 1 & 3)], classes: classes[Int(input[1] & 3)])
  source.missing = CSVSource.Missing.allCases[Int(input[0] >> 3) % 3]
  source.categories = input[1] & 8 == 0 ? .none : .auto
  source.unseen = input[1] & 16 == 0 ? .refuse : .zeros
  source.style.decimal = input[1] & 32 == 0 ? .point : .comma
  source.style.comment = input[1] & 64 == 0 ? nil : "#"
  source.scalesTargets = input[1] & 128 != 0
  source.style.skippedLines = Int(input[2] & 3)
  source.group = input[2] & 4 == 0 ? nil : .index(0)
  source.style.separator = input[2] & 8 == 0 ? nil : .blank
  if input[2] & 16 != 0 { source.inputs = .only([.index(0), .index(1)]) }
  if input[2] & 32 != 0 { (source.shape, source.scale) = ([1, 1, 2], 255) }
  if input[2] & 64 != 0 { source.missingWords = ["-1", "x"] }
  writeScratch(input[3...])
  load(
    DatasetConfiguration(source: .csv(source), normalization: input[1] & 4 == 0 ? .unit : .standard)
  )
}

private func load(_ configuration: DatasetConfiguration) {
  do throws(DatasetError) {
    let facts = try configuration.describe()
    _ = try DataFileInspector().remarks(on: configuration)
    let data = try configuration.load()
    expect(data.train.count == facts.train.count, "\(data.train.count) of \(facts.train.count)")
    expect(data.files.allSatisfy { $0.sha256.utf8.count == 64 }, "a file without a digest")
  } catch {
    let text = error.description
    expect(text.utf8.count < 8192, "an error of \(text.utf8.count) bytes")
    expect(!text.utf8.contains(0x1B), "an escape character reaches the terminal")
  }
}

/// Images and labels, as they are and, where they are not gzipped, gzipped here as well: both ways
/// give the same.
@Sendable func fuzzIDX(_ input: [UInt8]) {
  for rank in [1, 3] {
    let plain = try? IDXFile(input.span, rank: rank, limit: 1 << 20)
    if let plain {
      // From the last: none of something huge is nothing.
      let content = plain.header.dimensions.reversed().reduce(1, *)
      expect(plain.bytes.count == plain.offset + content, "a size that the header does not say")
    }
    guard !input.starts(with: [0x1F, 0x8B]) else { continue }
    let packed = try? IDXFile(gzipped(input).span, rank: rank, limit: 1 << 20)
    expect(packed?.bytes == plain?.bytes, "gzipped, other bytes")
    let start = try? IDXFile(gzipped(input).span, rank: rank, prefix: 2, limit: 1 << 20)
    expect(plain == nil || start != nil, "a prefix of a whole file is refused")
  }
  _ = try? IDXFile.labels(input.span, count: 4, classCount: 10)
  writeScratch(input[...])
  let source = IDXSource(
    trainImages: scratchFile, trainLabels: scratchFile, testImages: scratchFile,
    testLabels: scratchFile)
  load(DatasetConfiguration(source: .idx(source)))
}

/// A gzip stream, as it is and made of the input: its members one by one hold what the stream holds,
/// and a limit cuts that off and changes nothing else.
@Sendable func fuzzGzip(_ input: [UInt8]) {
  inflateTwice(input, to: nil)
  let half = input.count / 2
  let parts = [Array(input[..<half]), Array(input[half...])]
  inflateTwice(parts.flatMap { gzipped($0, sayingItsLength: true) }, to: input)
}

/// - Parameter content: what it holds; nil: nobody knows.
private func inflateTwice(_ stream: [UInt8], to content: [UInt8]?) {
  let limit = 1 << 20
  let whole = stream.isEmpty ? nil : try? inflateGzip(stream.span, limit: limit)
  expect(whole.map { $0.bytes.count <= limit } ?? true, "more bytes than the limit")
  if let whole, whole.bytes.count < limit {
    expect(whole.isWhole, "neither whole nor cut off at the limit")
    for limit in [0, 1, whole.bytes.count / 2] where limit < whole.bytes.count {
      let start = try? inflateGzip(stream.span, limit: limit)
      expect(start?.isWhole == false, "a part is refused, or is whole")
      expect(start.map { $0.bytes.elementsEqual(whole.bytes[..<limit]) } ?? false, "other bytes")
    }
  }
  let members = (try? GzipMember.all(of: stream.span)) ?? []
  expect(members.isEmpty || members.last?.compressed.upperBound == stream.count, "bytes are left")
  for (member, next) in zip(members, members.dropFirst()) {
    expect(member.compressed.upperBound == next.compressed.lowerBound, "a gap between members")
    expect(member.inflated.upperBound == next.inflated.lowerBound, "a gap in what they hold")
  }
  // What they promise is allocated at once.
  if let end = members.last?.inflated.upperBound, end < limit,
    let bytes = try? inflate(members, of: stream.span)
  {
    expect(bytes == whole?.bytes, "one by one, the members hold something else")
    expect(content == nil || bytes == content, "the members do not hold the input")
  } else {
    expect(content == nil, "members of ours are refused")
  }
  expect(content == nil || whole?.bytes == content, "the stream does not hold the input")
}

/// The input as one gzip member of stored blocks (RFC 1951, 3.2.4; RFC 1952).
private func gzipped(_ input: [UInt8], sayingItsLength saysLength: Bool = false) -> [UInt8] {
  var bytes: [UInt8] = [0x1F, 0x8B, 8, saysLength ? 4 : 0, 0, 0, 0, 0, 0, 255]
  if saysLength {
    // A block has at most 65,535 bytes and 5 more; the trailer has 8.
    let blocks = max(1, (input.count + 0xFFFE) / 0xFFFF)
    bytes += [8, 0, UInt8(ascii: "M"), UInt8(ascii: "B"), 4, 0]
    bytes += words(UInt32(20 + input.count + 5 * blocks + 8))
  }
  var rest = input[...]
  repeat {
    let block = rest.prefix(0xFFFF)
    rest = rest.dropFirst(block.count)
    bytes.append(rest.isEmpty ? 1 : 0)
    bytes += words(UInt32(block.count) | ~UInt32(block.count) << 16)
    bytes += block
  } while !rest.isEmpty
  return bytes + words(checksum(input)) + words(UInt32(input.count))
}

private func words(_ value: UInt32) -> [UInt8] {
  (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// CRC-32 (RFC 1952, 8), bit by bit.
private func checksum(_ bytes: [UInt8]) -> UInt32 {
  ~bytes.reduce(~0) { sum, byte in
    (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in
      sum >> 1 ^ (sum & 1 == 0 ? 0 : 0xEDB8_8320)
    }
  }
}

/// A file of this process, in memory where the system has such a folder.
private let scratchFile: String = {
  let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
  return "\(folder)/bench-fuzz-\(getpid())"
}()

private func writeScratch(_ bytes: ArraySlice<UInt8>) {
  let descriptor = open(scratchFile, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
  defer { close(descriptor) }
  let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  expect(written == bytes.count, "\(scratchFile) cannot be written")
}
