import Arrays
import Testing

@Suite("CIFAR")
struct CIFARTests {
  private func record(_ labels: [UInt8], _ start: Int) -> [UInt8] {
    labels + (0..<3072).map { UInt8(truncatingIfNeeded: start + $0) }
  }

  @Test func `files of CIFAR-10 are read one after another`() throws {
    var examples = CIFARExamples(.cifar10)
    try examples.append(record([3], 0) + record([9], 5))
    try examples.append(record([0], 7))
    #expect(examples.labels == [3, 9, 0])
    #expect(examples.coarseLabels == [])
    #expect(examples.images.shape == [3, 3, 32, 32])
    #expect(examples.images.bytes == [0, 5, 7].flatMap { record([], $0) })
  }

  @Test func `CIFAR-100 has coarse and fine labels`() throws {
    var examples = CIFARExamples(.cifar100)
    try examples.append(record([19, 99], 0) + record([0, 1], 1))
    #expect(examples.labels == [99, 1])
    #expect(examples.coarseLabels == [19, 0])
    #expect(examples.images.bytes == [0, 1].flatMap { record([], $0) })
  }

  @Test(arguments: CIFARExamples.Form.allCases)
  func `every label has a name of its own`(form: CIFARExamples.Form) {
    let names = form.classNames
    #expect(names.count == form.classCounts.last)
    // The authors sorted them.
    #expect(names == Set(names).sorted())
  }

  private static let refused: [(CIFARExamples.Form, [[UInt8]], Int, String)] = [
    (.cifar10, [[1], [10]], 0, "label 10 at example 1, expected 0 to 9"),
    (.cifar100, [[20, 0]], 0, "coarse label 20 at example 0, expected 0 to 19"),
    (.cifar100, [[0, 0], [1, 100]], 0, "label 100 at example 1, expected 0 to 99"),
    (
      .cifar10, [[1]], 1,
      "3072 bytes, expected a multiple of 3073 (a label and 3x32x32 bytes a picture); it must be "
        + "the binary version"
    ),
    (
      .cifar10, [[1, 2]], 0,
      "3074 bytes, expected a multiple of 3073 (a label and 3x32x32 bytes a picture); is it "
        + "CIFAR-100?"
    ),
    (
      .cifar100, [], 0,
      "0 bytes, expected a multiple of 3074 (two labels and 3x32x32 bytes a picture); it must be "
        + "the binary version"
    ),
  ]

  @Test(arguments: refused.indices)
  func `other sizes and labels are refused`(index: Int) {
    let (form, labels, missing, words) = Self.refused[index]
    var examples = CIFARExamples(form)
    let file = Array(labels.flatMap { record($0, 0) }.dropLast(missing))
    let found = problem { () throws(ArrayProblem) in try examples.append(file) }
    #expect(found?.description == words)
    #expect(examples.count == 0)
  }
}
