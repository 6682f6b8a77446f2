import Arrays
import Testing

/// Files cut at every byte, and with every byte changed. None may trap; what is read all the same
/// has the values that its shape promises.
@Suite("Damaged files of arrays")
struct DamageTests {
  private static let arrays = [
    Fixtures.bytes2x3, Fixtures.bigFloats, Fixtures.fortran, Fixtures.truths, Fixtures.version3,
    Fixtures.words, Fixtures.byteWords, Fixtures.records, Fixtures.objects,
  ]
  private static let archives = [
    Fixtures.stored, Fixtures.compressed, Fixtures.streamed, Fixtures.zip64, Fixtures.bzip2,
  ]

  private func check(_ content: ArrayContent) {
    if case .numbers(let array) = content {
      #expect(array.bytes.count == array.shape.reduce(array.element.width, *))
      if let floats = try? array.floats() { #expect(floats.count == array.count) }
      if let integers = try? array.integers() { #expect(integers.count == array.count) }
    } else {
      #expect(content.shape.count == 1)
    }
  }

  @Test(arguments: arrays)
  func `an array cut at any byte is refused`(file: [UInt8]) {
    for count in file.indices {
      #expect(problem(npy: Array(file.prefix(count))) != nil, "cut to \(count) bytes")
    }
  }

  @Test(arguments: arrays)
  func `an array with any byte changed does not trap`(file: [UInt8]) {
    for place in file.indices {
      for change in [1, 0x80, 0xFF, 0x20] as [UInt8] {
        var changed = file
        changed[place] ^= change
        if let content = try? ArrayContent(npy: changed) { check(content) }
      }
    }
  }

  @Test(arguments: archives)
  func `an archive cut at any byte is refused`(file: [UInt8]) {
    for count in file.indices {
      #expect(problem(npz: Array(file.prefix(count))) != nil, "cut to \(count) bytes")
    }
  }

  @Test(arguments: archives.dropLast())
  func `no changed byte of an archive changes a value unnoticed`(file: [UInt8]) throws {
    let whole = try NPZFile(file)
    let contents = try whole.names.map { try whole.array(named: $0) }
    for place in file.indices {
      for change in [1, 0x80, 0xFF] as [UInt8] {
        var changed = file
        changed[place] ^= change
        guard let archive = try? NPZFile(changed) else { continue }
        for name in archive.names {
          guard let found = try? archive.array(named: name),
            let index = whole.names.firstIndex(of: name)
          else { continue }
          #expect(found.numbers?.bytes == contents[index].numbers?.bytes, "byte \(place)")
          #expect(found.shape == contents[index].shape, "byte \(place)")
        }
      }
    }
  }
}
