import Datasets
import Testing

@Suite("Subsets")
struct SubsetTests {
  private static let refused: [(DatasetConfiguration, String)] = [
    (
      DatasetConfiguration(source: .mnist, test: .range(8000..<12_000)),
      "dataset.subset.test: [8000,12000] does not fit the test part, "
        + "expected [start,end] within [0,10000]"
    ),
    (
      DatasetConfiguration(source: .mnist, train: .range(60_000..<60_001)),
      "dataset.subset.train: [60000,60001] does not fit the train part, "
        + "expected [start,end] within [0,60000]"
    ),
    (
      DatasetConfiguration(source: .mnist, train: .range(-1..<5)),
      "dataset.subset.train: [-1,5] does not fit the train part, "
        + "expected [start,end] within [0,60000]"
    ),
    (
      DatasetConfiguration(source: .mnist, train: .range(0..<5), validation: 5..<70_000),
      "dataset.subset.validation: [5,70000] does not fit the train part, "
        + "expected [start,end] within [0,60000]"
    ),
    (
      DatasetConfiguration(source: .mnist, test: .range(5..<5)),
      "dataset.subset.test: [5,5] holds no example, expected start < end"
    ),
    (
      DatasetConfiguration(source: .mnist, train: .range(0..<100), validation: 99..<110),
      "dataset.subset.validation: [99,110] overlaps dataset.subset.train [0,100], "
        + "expected no example in common"
    ),
    (
      DatasetConfiguration(source: .mnist, validation: 0..<10),
      "dataset.subset.validation: [0,10] overlaps dataset.subset.train [0,60000], "
        + "expected no example in common"
    ),
    (
      DatasetConfiguration(source: .mnist, padding: -1),
      "dataset.padding: must be 0 to 256, not -1"
    ),
    (
      DatasetConfiguration(source: .mnist, padding: 1000),
      "dataset.padding: must be 0 to 256, not 1000"
    ),
  ]

  @Test(arguments: refused)
  func `a subset that cannot be is refused`(configuration: DatasetConfiguration, message: String) {
    for check in [{ _ = try configuration.describe() }, { _ = try configuration.load() }] {
      let error = #expect(throws: DatasetError.self) { try check() }
      #expect(error?.description == message)
      #expect(error?.definitionPath.map { message.hasPrefix($0) } == true)
    }
  }

  @Test(arguments: [0..<50_000, 55_000..<60_000])
  func `validation beside train is accepted`(train: Range<Int>) throws {
    let configuration = DatasetConfiguration(
      source: .mnist, train: .range(train), validation: 50_000..<55_000)
    #expect(try configuration.describe().validation == 50_000..<55_000)
  }

  private static let sentences: [(DataFileProblem, String)] = [
    (
      DataFileProblem.sizeMismatch(found: 812, expected: 47_040_000),
      "812 bytes after the header, expected 47040000"
    ),
    (.goesOn(expected: 24), "more than 24 bytes after the header, expected 24"),
    (.headerTruncated(found: 9, expected: 16), "9 bytes, expected a header of 16"),
    (
      .magic(found: 0x0801, expected: 0x0803),
      "holds labels where images are expected (magic number 0x00000801, expected 0x00000803); "
        + "are two files exchanged?"
    ),
    (
      .tooLarge(dimensions: [4_294_967_295, 28, 28], limit: 1 << 30),
      "its header promises 4294967295x28x28 bytes, expected at most 1073741824"
    ),
    (.exampleShape(found: [28, 27], expected: [28, 28]), "examples of 28x27, expected 28x28"),
    (.exampleCount(found: 9999, expected: 10_000), "9999 examples, expected 10000"),
    (
      .label(found: 11, example: 3, classCount: 10), "label 11 at example 3, expected 0 to 9"
    ),
    (
      .gzipTruncated(afterInflatedBytes: 812),
      "the gzip stream ends too early, after 812 inflated bytes"
    ),
    (
      .gzipDamaged(reason: "incorrect data check", afterInflatedBytes: 3),
      "the gzip stream is damaged (incorrect data check) after 3 inflated bytes"
    ),
    (.gzipTrailing(bytes: 3), "3 bytes after the gzip stream, expected none"),
    (.digest(found: "ab", expected: "cd"), "SHA-256 ab, expected cd"),
  ]

  @Test(arguments: sentences)
  func `a file's problem is one sentence after its name`(problem: DataFileProblem, sentence: String)
  {
    let error = DatasetError.file("train-images-idx3-ubyte.gz", problem)
    #expect(error.description == "train-images-idx3-ubyte.gz: \(sentence)")
    #expect(error.definitionPath == nil)
  }
}
