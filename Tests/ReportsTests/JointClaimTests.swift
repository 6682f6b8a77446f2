import Reports
import Testing

/// The findings of a page with several comparisons.
struct JointClaimTests {
  private func adjusted(_ pValues: [Double?]) -> [Double?] {
    JointClaim.all(pValues).map { $0?.adjustedPValue }
  }

  @Test func `Holm's method goes over all findings that are tested`() {
    // The smallest times 3, the next times 2, the last times 1, never falling.
    #expect(adjusted([0.03, nil, 0.01, 0.04]) == [0.06, nil, 0.03, 0.06])
    #expect(JointClaim.all([0.03, nil, 0.01]).compactMap { $0?.count } == [2, 2])
  }

  @Test func `one finding, or none, needs no correction`() {
    #expect(adjusted([0.03]) == [nil])
    #expect(adjusted([nil, 0.03, nil]) == [nil, nil, nil])
    #expect(adjusted([]) == [])
  }

  @Test func `a finding that holds by itself may not hold beside others`() {
    let claims = JointClaim.all([0.03, 0.04, 0.001])
    #expect(claims.map { $0?.isSignificant } == [false, false, true])
    #expect(
      claims[0]?.sentence
        == "That is this comparison by itself: together with the other findings of this page "
        + "p = 0.060 (Holm over 3), so that the page does not claim it.")
    #expect(
      claims[2]?.sentence
        == "Together with the other findings of this page p = 0.0030 (Holm over 3).")
  }
}
