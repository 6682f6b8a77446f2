import Datasets
import Runs
import Testing

struct ExampleEncodingTests {
  private let training = FakeTraining()

  /// The encoding in a checkpoint that was written and read.
  private func kept(_ encoding: ExampleEncoding?) throws -> ExampleEncoding? {
    let checkpoint = Checkpoint(
      metadata: CheckpointMetadata(
        runKey: String(repeating: "0a", count: 32), definition: "{}",
        dataSHA256: FakeTraining.data, numericsVersion: 1,
        metrics: CSVPrefix(bytes: 100, rows: 1, sha256: String(repeating: "b1", count: 32)),
        encoding: encoding),
      state: training.state(step: 1))
    return try CheckpointFile.decode(CheckpointFile.encode(checkpoint)).metadata.encoding
  }

  @Test(
    arguments: [
      nil,
      ExampleEncoding(scaling: .columns(nil)),
      ExampleEncoding(
        learnt: LearntEncoding(classCount: 2, classNames: ["a \"b\"\n", "\u{e9}"]),
        scaling: .images([
          NormalizationTable(.init(mean: 0.1, deviation: 1 / 3)),
          NormalizationTable(.init(mean: .leastNonzeroMagnitude, deviation: 0.7)),
        ])),
      ExampleEncoding(
        learnt: LearntEncoding(columns: [
          .init(name: "size", index: 3, values: .number(filling: 0.1)),
          .init(name: nil, index: 0, values: .categories(["red", ""])),
        ]),
        scaling: .columns(ColumnScaling(means: [-0.1, 1e300], deviations: [1, 2.5e-9])),
        targets: ColumnScaling(means: [152.1], deviations: [77.0 / 3])),
    ] as [ExampleEncoding?])
  func `a checkpoint keeps how examples become numbers, to the bit`(
    encoding: ExampleEncoding?
  ) throws {
    #expect(try kept(encoding) == encoding)
  }
}
