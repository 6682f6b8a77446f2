import Testing

@testable import Exports

@Test(arguments: [
  ("net.c", "net"), ("/tmp/a/lenet5-sgd-001.c", "lenet5_sgd_001"), ("3layers.c", "_3layers"),
  ("a.b.c", "a_b"), ("größe.c", "gr__e"), ("plain", "plain"), (".c", "_c"), ("/", "net"),
])
func `a file's stem is made an identifier`(path: String, identifier: String) {
  #expect(CLiteral.identifier(CLiteral.stem(of: path)) == identifier)
}

@Test(arguments: [
  ("plain", "\"plain\""), ("a\"b\\c", #""a\"b\\c""#), ("é??/", #""\303\251\?\?/""#),
  ("line\n1", #""line\0121""#),
])
func `names are string literals`(text: String, literal: String) {
  #expect(CLiteral.string(text) == literal)
}

@Test func commentsCannotBeEnded() {
  #expect(!CLiteral.comment("a */ b").contains("*/"))
  #expect(!CLiteral.comment("a \\").contains("\\"))
}

@Test(arguments: [
  (0.0, "0.0"), (-0.0, "-0.0"), (1.0, "1.0"), (-0.75, "-0.75"), (0.1, "0.1"),
  (0.1.nextUp, "0.10000000000000002"), (Double.leastNonzeroMagnitude, "5e-324"),
])
func `float64 literals are exact`(value: Double, literal: String) {
  #expect(CLiteral.double(value) == literal)
}

@Test func blocksThatAreNeededTogetherDoNotOverlap() {
  let blocks: [CMemoryPlan.Block] = [
    .init(count: 10, steps: 0...1), .init(count: 4, steps: 1...2), .init(count: 8, steps: 2...3),
    .init(count: 3, steps: 0...3), .init(count: 1, steps: 3...3),
  ]
  let plan = CMemoryPlan(blocks)
  for (i, one) in blocks.enumerated() {
    #expect(plan.offsets[i] >= 0 && plan.offsets[i] + one.count <= plan.count)
    for (j, other) in blocks.enumerated() where i < j && one.steps.overlaps(other.steps) {
      let areApart =
        plan.offsets[i] + one.count <= plan.offsets[j]
        || plan.offsets[j] + other.count <= plan.offsets[i]
      #expect(areApart, "blocks \(i) and \(j)")
    }
  }
  #expect(plan.count == 17)
}

@Test func functionsComeAfterThoseThatTheyCall() {
  #expect(
    CFunction.withCalled(by: [.gelu, .convolution])
      == [
        .fused, .product, .exponential, .errorFunction, .gelu, .axis, .convolutionShape,
        .convolution,
      ])
  #expect(CFunction.withCalled(by: [.relu]) == [.relu])
}

@Test func everyFunctionHasAText() {
  for function in CFunction.allCases {
    #expect(!function.text.isEmpty, "\(function)")
    // Comments of one line or more, balanced; no tabs.
    #expect(!function.text.contains("\t"))
  }
}
