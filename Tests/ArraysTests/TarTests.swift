import Arrays
import Testing

@Suite("Tar archives")
struct TarTests {
  @Test func `an archive without its end is refused`() {
    #expect(throws: ArrayProblem.tar(.truncated(bytes: 0, expected: 512))) { try TarFile([]) }
  }
}
