import Arrays
import Testing

@Suite("NumPy archives")
struct NPZTests {
  private func integers(_ archive: NPZFile, _ name: String) throws -> [Int] {
    try #require(try archive.array(named: name).numbers).integers()
  }

  @Test func `stored arrays are read in the order of the archive`() throws {
    let archive = try NPZFile(Fixtures.stored)
    #expect(archive.names == ["x_train", "y_train"])
    let array = try #require(try archive.array(named: "x_train").numbers)
    #expect(array.shape == [2, 4])
    #expect(array.storage == Fixtures.stored)
    #expect(try integers(archive, "x_train") == Array(0..<8))
    #expect(try integers(archive, "y_train") == [3, 1])
  }

  @Test func `deflated arrays are inflated`() throws {
    let archive = try NPZFile(Fixtures.compressed)
    #expect(try integers(archive, "x") == [Int](repeating: 0, count: 200))
    #expect(try integers(archive, "y") == Array(0..<40))
  }

  @Test(arguments: [Fixtures.stored, Fixtures.compressed, Fixtures.streamed, Fixtures.zip64])
  func `a header is read alone`(file: [UInt8]) throws {
    let archive = try NPZFile(file)
    for name in archive.names {
      #expect(try archive.header(named: name).shape == archive.array(named: name).shape)
    }
  }

  @Test func `an archive written into a pipe has its sizes behind its data`() throws {
    let archive = try NPZFile(Fixtures.streamed)
    #expect(try integers(archive, "x") == Array(0..<12))
    #expect(try integers(archive, "y") == [0, 1, 2])
  }

  @Test func `sizes and offsets may have 64 bits`() throws {
    let archive = try NPZFile(Fixtures.zip64)
    #expect(try integers(archive, "x") == [0, 1, 2, 3])
    #expect(try integers(archive, "y") == [0, 1, 2])
  }

  @Test func `a missing name is answered with those that are there`() throws {
    let archive = try NPZFile(Fixtures.stored)
    let found = problem { () throws(ArrayProblem) in _ = try archive.array(named: "x_test") }
    #expect(found?.description == "has no array x_test, only x_train, y_train")
  }

  @Test func `another method of compression is refused by name`() {
    #expect(
      problem(npz: Fixtures.bzip2)?.description
        == "x.npy: is compressed with bzip2, expected stored or deflate; write it with "
        + "numpy.savez_compressed")
  }

  @Test func `changed bytes are found by their checksum`() throws {
    let file = Fixtures.plainZip
    let values = try #require(place(of: [0, 1, 2, 3, 4, 5], in: file))
    let found = try #require(problem(npz: replaced(file, at: values + 2, [7])))
    #expect(found.description.contains("x.npy: CRC-32 "), "\(found)")
    #expect(found.description.contains("the bytes have changed"))
  }

  @Test func `encryption is refused`() throws {
    var file = Fixtures.plainZip
    let central = try #require(place(of: [0x50, 0x4B, 1, 2], in: file))
    file[6] |= 1
    file[central + 8] |= 1
    #expect(problem(npz: file) == .member("x.npy", .zip(.encrypted)))
  }

  @Test func `a later version of the format is refused`() throws {
    let central = try #require(place(of: [0x50, 0x4B, 1, 2], in: Fixtures.plainZip))
    #expect(
      problem(npz: replaced(Fixtures.plainZip, at: central + 6, [64]))?.description
        == "x.npy: needs version 6.4 of the zip format, expected at most 6.3")
  }

  @Test func `headers that disagree are refused`() throws {
    let file = Fixtures.plainZip
    for (place, words) in [
      (6, "flags"), (8, "method"), (14, "CRC-32"), (18, "bytes"), (30, "name"),
    ] {
      var changed = file
      changed[place] ^= 8
      let found = try #require(problem(npz: changed))
      #expect(found.description.contains(words), "\(found)")
      #expect(found.description.contains("local file header at byte 0"), "\(found)")
    }
  }

  @Test func `a claim beyond what is inflated is refused before it is`() throws {
    let central = try #require(place(of: [0x50, 0x4B, 1, 2], in: Fixtures.plainZip))
    var file = Fixtures.plainZip
    let claimed: [UInt8] = [0, 0, 0, 0x20]
    // Deflated, 512 MiB.
    for place in [8, central + 10] { file[place] = 8 }
    for place in [22, central + 24] { file = replaced(file, at: place, claimed) }
    let compressed = file[18...21].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(
      problem(npz: file)
        == .member("x.npy", .zip(.inflatesTooFar(bytes: compressed, limit: 1 << 28))))
    // 2 GiB.
    for place in [22, central + 24] { file = replaced(file, at: place, [0, 0, 0, 0x80]) }
    #expect(
      problem(npz: file)
        == .member("x.npy", .zip(.tooLarge(bytes: 1 << 31, limit: (1 << 30) + (1 << 20) + 12))))
  }

  @Test func `members may neither overlap nor share a name`() throws {
    let file = Fixtures.stored
    let first = try #require(place(of: [0x50, 0x4B, 1, 2], in: file))
    let rest = Array(file[(first + 4)...])
    let second = first + 4 + (try #require(place(of: [0x50, 0x4B, 1, 2], in: rest)))
    // Both entries for the first member.
    var twice = replaced(file, at: second, Array(file[first..<second]))
    #expect(problem(npz: twice) == .zip(.duplicateName("x_train.npy")))
    // A local header and an entry of the second name, inside the first member's data.
    let local = try #require(place(of: [0x50, 0x4B, 3, 4], in: Array(file[4...]))) + 4
    twice = replaced(file, at: first + 42, Array(file[(second + 42)...(second + 45)]))
    #expect(problem(npz: twice)?.description.contains("another name") == true)
    #expect(local > 0)
  }

  @Test func `an archive that is cut or continued is refused`() {
    let file = Fixtures.stored
    for other in [Array(file.dropLast()), file + [0], [0] + file, Array(file.dropFirst())] {
      #expect(problem(npz: other) != nil)
    }
    #expect(problem(npz: []) == .zip(.notZip(found: [])))
    #expect(
      problem(npz: Fixtures.bytes2x3)?.description.contains("\"name\": \"npy\"") == true)
    #expect(
      problem(npz: [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)) == .zip(.noMembers))
  }
}
