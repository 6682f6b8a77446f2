import Arrays
import Testing

@Suite("Tar archives")
struct TarTests {
  /// A member with a header as POSIX has it.
  private func member(
    _ name: String, _ content: [UInt8], type: Character = "0", size: String? = nil
  ) -> [UInt8] {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, _ place: Int) {
      for (index, byte) in text.utf8.enumerated() { header[place + index] = byte }
    }
    func octal(_ value: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: 11 - digits.count) + digits
    }
    put(name, 0)
    put("0000644", 100)
    put(size ?? octal(content.count), 124)
    put(String(type), 156)
    put("ustar\0" + "00", 257)
    put("        ", 148)
    let sum = header.reduce(0) { $0 + Int($1) }
    put(String(octal(sum).dropFirst(5)) + "\0 ", 148)
    return header + content + [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  private let end = [UInt8](repeating: 0, count: 1024)

  private func found(_ bytes: [UInt8]) -> String? {
    problem { () throws(ArrayProblem) in _ = try TarFile(bytes) }?.description
  }

  @Test func `files are found, folders passed over`() throws {
    let tar = try TarFile(
      member("a/", [], type: "5") + member("a/x.bin", [1, 2, 3])
        + member("PaxHeaders/y", Array("20 mtime=1234567.89\n".utf8), type: "x")
        + member("a/y.bin", [UInt8](repeating: 7, count: 512)) + end)
    #expect(tar.members.map(\.name) == ["a/x.bin", "a/y.bin"])
    #expect(try tar.content(named: "x.bin").elementsEqual([1, 2, 3]))
    #expect(try tar.content(named: "a/y.bin").count == 512)
    let missing = problem { () throws(ArrayProblem) in _ = try tar.content(named: "bin") }
    #expect(missing?.description == "has no file bin, only a/x.bin, a/y.bin")
  }

  @Test func `what is not plain is refused`() {
    let file = member("a", [1])
    #expect(found([]) == "the tar archive ends after 0 bytes, expected at least 512")
    #expect(found(file) == "the tar archive ends after 1024 bytes, expected at least 1536")
    #expect(
      found(Array(file.prefix(512)))
        == "the tar archive ends after 512 bytes, expected at least 513")
    #expect(found(file + file + end) == "has two members called a, expected one")
    #expect(
      found(member("a", [], type: "2") + end)
        == "the tar header at byte 0 has the type 2, expected a regular file or a folder")
    #expect(
      found(member("a", [], size: "\u{7F}0000000000") + end)
        == "the tar header at byte 0 has no octal size, expected plain ustar")
    #expect(
      found(member("a", Array("13 path=abcd\n".utf8), type: "x") + end)
        == "the tar header at byte 512 has a path in a pax header, expected plain ustar")
    #expect(found(replaced(file, at: 5, [9]))?.contains("a wrong checksum") == true)
  }

  @Test func `a changed or missing byte does not trap`() {
    let file = member("a/", [], type: "5") + member("a/x", [1, 2]) + end
    for place in file.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var changed = file
        changed[place] ^= change
        if let tar = try? TarFile(changed) {
          #expect(tar.members.allSatisfy { $0.content.upperBound <= changed.count })
        }
      }
    }
    for count in 0..<1024 + 512 { #expect(found(Array(file.prefix(count))) != nil) }
  }
}
