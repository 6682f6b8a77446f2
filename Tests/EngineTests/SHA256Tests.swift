import CKernels
import Engine
import Files
import Testing

@Suite struct SHA256Tests {
  /// NIST, example values for FIPS 180-4 (SHA256.pdf and SHA2_Additional.pdf).
  static let published: [(message: String, digest: String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ]

  @Test(arguments: published)
  func `the published examples come out`(example: (message: String, digest: String)) {
    let message = Array(example.message.utf8)
    #expect(SHA256.hash(message).description == example.digest)
    #expect(SHA256Digest(bytes: plainHash(message)).description == example.digest)
  }

  @Test func `a million times the letter a comes out as published`() {
    var hash = SHA256()
    for _ in 0..<1000 { hash.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
    #expect(
      hash.finalize().description
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 119, 127, 128, 1000])
  func `pieces of any size give the hash of the whole`(size: Int) {
    let bytes = noise(count: 1000)
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: size) {
      hash.update(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(hash.finalize() == SHA256.hash(bytes))
  }

  @Test func `every message length up to 300 bytes equals the plain definition`() {
    for count in 0...300 {
      let bytes = noise(count: count)
      #expect(SHA256.hash(bytes).bytes == plainHash(bytes), "\(count) bytes")
    }
  }

  @Test func `finalize leaves the hash open for more`() {
    var hash = SHA256()
    var prefix: [UInt8] = []
    for byte in noise(count: 130) {
      #expect(hash.finalize() == SHA256.hash(prefix))
      hash.update([byte])
      prefix.append(byte)
    }
  }

  @Test(arguments: [0, 1, 2, 7, 64])
  func `the processor's instructions equal plain C`(blocks: Int) {
    let bytes = noise(count: blocks * 64)
    var state: [UInt32] = (0..<8).map { $0 &* 0x9e37_79b9 }
    var plain = state
    bench_sha256_blocks(&state, bytes, blocks)
    bench_sha256_blocks_plain(&plain, bytes, blocks)
    #expect(state == plain)
  }

  @Test func `BENCH_ISA=baseline takes plain C, and no other set does where there is faster`() {
    func name(_ isa: String?) -> String { String(cString: bench_sha256_implementation(isa)) }
    #expect(name("baseline") == "plain")
    #expect(name("avx2") == name(nil) && name("avx512") == name(nil) && name("neon") == name(nil))
    #expect(["sha-ni", "armv8", "plain"].contains(name(nil)))
  }

  @Test func `floats are hashed as their little-endian bytes`() {
    let values: [Float] = [1, -0.0, .nan, .infinity, .leastNonzeroMagnitude]
    var hash = SHA256()
    hash.update(values)
    let bytes = values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 255) }
    }
    #expect(hash.finalize() == SHA256.hash(bytes))
  }

  @Test func `a digest reads back from its text in either letter case`() {
    let digest = SHA256.hash(noise(count: 77))
    #expect(SHA256Digest(hex: digest.description) == digest)
    #expect(SHA256Digest(hex: digest.description.uppercased()) == digest)
  }

  @Test(arguments: ["", "00", String(repeating: "0", count: 63), String(repeating: "0", count: 65)])
  func `text of another length is no digest`(text: String) {
    #expect(SHA256Digest(hex: text) == nil)
  }

  @Test(arguments: ["g", "/", ":", "@", "`", " ", "é"])
  func `text with another character is no digest`(character: String) {
    #expect(SHA256Digest(hex: character + String(repeating: "0", count: 63)) == nil)
    #expect(SHA256Digest(hex: String(repeating: "0", count: 62) + character) == nil)
  }

  private func noise(count: Int) -> [UInt8] {
    var x: UInt32 = 1
    return (0..<count).map { _ in
      x = x &* 1_664_525 &+ 1_013_904_223
      return UInt8(x >> 24)
    }
  }

  /// Pads the message as FIPS 180-4, section 5.1.1 says, whole, and runs the plain compression.
  private func plainHash(_ message: [UInt8]) -> [UInt8] {
    var padded = message + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    padded += (0..<8).map { UInt8(UInt64(message.count * 8) >> (56 - 8 * $0) & 255) }
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
      0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    bench_sha256_blocks_plain(&state, padded, padded.count / 64)
    return state.flatMap { word in [24, 16, 8, 0].map { UInt8(word >> UInt32($0) & 255) } }
  }
}
