import Engine
import Files
import Runs
import Testing
import Training

struct CheckpointFileTests {
  private let training = FakeTraining()

  private func checkpoint(step: Int = 4) -> Checkpoint {
    Checkpoint(
      metadata: CheckpointMetadata(
        runKey: String(repeating: "0a", count: 32),
        definition: #"{"a":"\"é\u0001"}"#,
        dataSHA256: FakeTraining.data, numericsVersion: 1,
        metrics: CSVPrefix(bytes: 100, rows: 1, sha256: String(repeating: "b1", count: 32))),
      state: training.state(step: step))
  }

  /// A file keeps tensors in the order of their names.
  private func sorted(_ checkpoint: Checkpoint) -> Checkpoint {
    var checkpoint = checkpoint
    checkpoint.state.model.sort { $0.name < $1.name }
    checkpoint.state.optimizer.sort { $0.name < $1.name }
    return checkpoint
  }

  @Test(arguments: [0, 1, 3, 4, 6])
  func `what is written is read`(step: Int) throws {
    let checkpoint = checkpoint(step: step)
    #expect(try CheckpointFile.decode(CheckpointFile.encode(checkpoint)) == sorted(checkpoint))
  }

  @Test
  func `floating-point state is kept to the bit`() throws {
    var checkpoint = checkpoint()
    let values = [Float.nan, -0.0, .infinity, .leastNonzeroMagnitude, 0.1]
    checkpoint.state.model = [
      NamedTensor(name: "model.0.weight", dimensions: [5], values: values),
      NamedTensor(name: "model.1.bias", dimensions: [], values: [3]),
      NamedTensor(name: "model.10.weight", dimensions: [0, 4], values: []),
    ]
    checkpoint.state.unfinished.loss = -0.0
    checkpoint.state.best?.value = 0.1.nextUp
    checkpoint.metadata.source = WeightsSource(
      checkpointSHA256: String(repeating: "c2", count: 32), step: 79)
    let found = try CheckpointFile.decode(CheckpointFile.encode(checkpoint))
    #expect(found.state.model.map(\.name) == ["model.0.weight", "model.1.bias", "model.10.weight"])
    #expect(found.state.model[0].values.map(\.bitPattern) == values.map(\.bitPattern))
    #expect(found.state.unfinished.loss.sign == .minus)
    #expect(found.state.best == checkpoint.state.best)
    #expect(found.metadata == checkpoint.metadata)
  }

  @Test
  func `what only some definitions ask for is there only for them`() throws {
    var checkpoint = checkpoint()
    #expect(checkpoint.state.stoppingBest == nil)
    let plain = CheckpointFile.encode(checkpoint)
    #expect(!String(decoding: plain, as: UTF8.self).contains("steps_"))
    #expect(!String(decoding: plain, as: UTF8.self).contains("stopping_"))
    #expect(!String(decoding: plain, as: UTF8.self).contains("plateau_"))
    #expect(!String(decoding: plain, as: UTF8.self).contains("ema"))
    checkpoint.metadata.steps = CSVPrefix(
      bytes: 77, rows: 4, sha256: String(repeating: "5e", count: 32))
    checkpoint.state.stoppingBest = BestEpoch(epoch: 1, step: 3, value: 0.1.nextUp)
    checkpoint.state.optimizerSteps = 0
    checkpoint.state.plateau = PlateauState(rate: 0.1.nextUp, best: .infinity, badEpochs: 2)
    checkpoint.state.averages = [
      NamedTensor(name: "ema.2.bias", dimensions: [2], values: [-0.5, 0.1])
    ]
    checkpoint.state.averagedSteps = 3
    #expect(try CheckpointFile.decode(CheckpointFile.encode(checkpoint)) == sorted(checkpoint))
  }

  @Test
  func `equal state gives equal bytes, whatever the order of its tensors`() {
    var other = checkpoint()
    other.state.model.reverse()
    other.state.optimizer.reverse()
    #expect(CheckpointFile.encode(checkpoint()) == CheckpointFile.encode(other))
    other.state.unfinished.correct += 1
    #expect(CheckpointFile.encode(checkpoint()) != CheckpointFile.encode(other))
  }

  @Test
  func `data start at a multiple of 64 and the digest is the last tensor`() {
    let bytes = CheckpointFile.encode(checkpoint())
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    #expect((8 + length) % 64 == 0)
    #expect(bytes.count == 8 + length + 4 * 40 + 32)
    let header = String(decoding: bytes[8..<(8 + length)], as: UTF8.self)
    #expect(header.hasPrefix(#"{"__metadata__":{"batch":"1","best_epoch":"1","#))
    let digest =
      #","~digest.sha256":{"data_offsets":[160,192],"dtype":"U8","shape":[32]}}"#
    #expect(header.drop { $0 != "~" }.isEmpty == false)
    #expect(header.reversed().drop { $0 == " " }.starts(with: digest.reversed()))
    #expect(SHA256.hash(Array(bytes.dropLast(32))).bytes == Array(bytes.suffix(32)))
  }

  @Test
  func `every single-bit flip is refused`() {
    let bytes = CheckpointFile.encode(checkpoint())
    var accepted: [String] = []
    for index in bytes.indices {
      for bit in 0..<8 {
        var flipped = bytes
        flipped[index] ^= 1 << UInt8(bit)
        if (try? CheckpointFile.decode(flipped)) != nil { accepted.append("\(index).\(bit)") }
      }
    }
    #expect(accepted.isEmpty)
  }

  @Test
  func `every truncation and every addition is refused`() {
    let bytes = CheckpointFile.encode(checkpoint())
    for count in bytes.indices {
      #expect(throws: CheckpointDamage.self) {
        try CheckpointFile.decode(Array(bytes[..<count]))
      }
    }
    for extra in [1, 31, 32, 64] {
      let longer = bytes + [UInt8](repeating: 0, count: extra)
      let damage = #expect(throws: CheckpointDamage.self) { try CheckpointFile.decode(longer) }
      #expect(damage?.kind == .size)
      #expect(damage?.offset == bytes.count)
      #expect(damage?.problem == "\(longer.count) bytes, its header promises \(bytes.count)")
    }
  }
}
