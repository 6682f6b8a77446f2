import Engine
import Testing

/// The known answers that Salmon et al. publish with Random123 (kat_vectors, philox 4x32 10).
@Suite struct PhiloxTests {
  private struct KnownAnswer {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let answer: SIMD4<UInt32>
  }

  private static let knownAnswers = [
    KnownAnswer(
      counter: [0, 0, 0, 0], key: [0, 0],
      answer: [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
    KnownAnswer(
      counter: [0xffff_ffff, 0xffff_ffff, 0xffff_ffff, 0xffff_ffff],
      key: [0xffff_ffff, 0xffff_ffff],
      answer: [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
    KnownAnswer(
      counter: [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
      key: [0xa409_3822, 0x299f_31d0],
      answer: [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]),
  ]

  @Test func `the bijection gives the published answers`() {
    for known in Self.knownAnswers {
      #expect(Philox.bijection(counter: known.counter, key: known.key) == known.answer)
    }
  }

  @Test func `streams of different seeds, purposes and indices differ`() {
    let streams = [
      Philox(seed: 1, purpose: .shuffle, index: 1), Philox(seed: 2, purpose: .shuffle, index: 1),
      Philox(seed: 1, purpose: .dropout, index: 1), Philox(seed: 1, purpose: .shuffle, index: 2),
      Philox(seed: 1, purpose: .shuffle, index: 1, subIndex: 1),
      Philox(seed: 1 << 32 | 1, purpose: .shuffle, index: 1),
    ]
    #expect(Set(streams.map { $0.block(0) }).count == streams.count)
  }

  @Test func `words, blocks and uniforms are views of one stream`() {
    let stream = Philox(seed: 42, purpose: .initialization, index: 3)
    let blocks = [stream.block(0), stream.block(1)]
    for i in 0..<8 {
      let block: SIMD4<UInt32> = blocks[i / 4]
      #expect(stream.word(i) == block[i % 4])
    }
    let first = UInt64(blocks[0][0]) << 32 | UInt64(blocks[0][1])
    #expect(stream.uniform(0) == Double(first >> 11) / 9_007_199_254_740_992)
  }

  @Test func `a million uniforms fill their range evenly`() {
    let stream = Philox(seed: 7, purpose: .generator, index: 0)
    let values = stream.uniform(count: 1_000_000, bound: 2)
    let mean = values.reduce(0) { $0 + Double($1) } / 1e6
    let square = values.reduce(0) { $0 + Double($1) * Double($1) } / 1e6
    // Five standard errors: 2/√3/1000 for the mean, 4·√(4/45)/1000 for the square.
    #expect(abs(mean) < 0.0058)
    #expect(abs(square - 4.0 / 3) < 0.006)
    #expect(values.allSatisfy { abs($0) <= 2 })
  }

  @Test func `a million normals have the moments of the normal distribution`() {
    let stream = Philox(seed: 7, purpose: .generator, index: 1)
    let values = stream.normal(count: 1_000_001, deviation: 3).map { Double($0) / 3 }
    var moments = [0.0, 0.0, 0.0, 0.0]
    for value in values {
      let square = value * value
      moments[0] += value / 1e6
      moments[1] += square / 1e6
      moments[2] += square * value / 1e6
      moments[3] += square * square / 1e6
    }
    // Five standard errors of each sample moment: √1, √2, √15, √96 thousandths.
    #expect(values.count == 1_000_001)
    #expect(abs(moments[0]) < 0.005)
    #expect(abs(moments[1] - 1) < 0.0071)
    #expect(abs(moments[2]) < 0.0194)
    #expect(abs(moments[3] - 3) < 0.049)
  }
}
