import Engine
import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

/// steps.csv, which is kept as metrics.csv is.
struct StepLogTests {
  private let training = FakeTraining(logEverySteps: 2)

  private func stopped(_ stop: FakeTraining.Stop) throws -> MemoryFiles {
    let files = MemoryFiles()
    try training.run(try RunStore.memory(files).start(training), from: nil, stopping: stop)
    return files
  }

  private func folder(_ files: MemoryFiles) throws -> RunFolder {
    try RunFolder(path: "/w/runs/fake-001", files: files)
  }

  private func resume(
    _ files: MemoryFiles, from point: ResumePoint = .latest
  ) throws -> ResumedRun {
    try #require(try RunStore.memory(files).run("fake-001").resume(from: point).ready)
  }

  private func text(_ files: MemoryFiles, _ name: String = "steps.csv") -> String? {
    files.disk.contents("w/runs/fake-001")[name].map { String(decoding: $0, as: UTF8.self) }
  }

  private static let rows = """
    step,learning_rate,train_loss,gradient_norm
    2,0.1,0.5,0.6666666666666666
    4,0.1,0.25,1.3333333333333333
    6,0.1,0.16666666666666666,2.0

    """

  @Test
  func `there is a row for every step asked for, and no file unasked`() throws {
    #expect(text(try stopped(.never)) == Self.rows)
    let plain = FakeTraining()
    let files = MemoryFiles()
    try plain.run(try RunStore.memory(files).start(plain), from: nil)
    #expect(text(files) == nil)
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a training stopped after any step has the same rows in the end`(step: Int) throws {
    let files = try stopped(.after(step: step))
    try folder(files).open("steps.csv", for: .appending).write(Array("6,0.1,0.".utf8))
    let resumed = try resume(files)
    #expect(text(files)?.split(separator: "\n").count == 1 + step / 2)
    try training.run(resumed.recorder, from: resumed.state)
    #expect(text(files) == Self.rows)
  }

  @Test
  func `going back on purpose keeps the rows cut off`() throws {
    let files = try stopped(.never)
    let resumed = try resume(files, from: .step(4))
    #expect(
      resumed.report.lines.contains(
        "steps.csv    cut too; the rows cut off are in steps.before-step-4.csv"))
    let lines = Self.rows.split(separator: "\n").map { "\($0)\n" }
    #expect(text(files) == lines[...2].joined())
    #expect(text(files, "steps.before-step-4.csv") == lines[0] + lines[3])
    try training.run(resumed.recorder, from: resumed.state)
    #expect(text(files) == Self.rows)
  }

  @Test
  func `an edited steps file is refused and kept`() throws {
    let files = try stopped(.after(step: 5))
    let edited = try #require(text(files)).replacing("0.25", with: "0.26")
    try folder(files).publish(Array(edited.utf8), as: "steps.csv")
    let error = #expect(throws: RunError.self) { try resume(files) }
    #expect(
      error?.message
        == "runs/fake-001/steps.csv was changed: its first 2 rows are not those recorded; "
        + "nothing was changed")
    #expect(text(files) == edited)
  }

  @Test
  func `steps cut at any byte lead to an older checkpoint, never to other bits`() throws {
    let disk = try stopped(.after(step: 5)).disk
    let count = try #require(disk.contents("w/runs/fake-001")["steps.csv"]).count
    for size in 0..<count {
      let files = MemoryFiles(disk.after(.none))
      try folder(files).open("steps.csv", for: .appending).truncate(to: size)
      do {
        let resumed = try resume(files)
        #expect([0, 2, 3].contains(resumed.state?.step))
        let warning = try #require(resumed.report.warnings.first)
        let rows = max(0, (text(files)?.split(separator: "\n").count ?? 0) - 1)
        #expect(warning.contains("counts 2 rows of steps.csv, which has \(rows)"), "at \(size)")
        try training.run(resumed.recorder, from: resumed.state)
        #expect(text(files) == Self.rows, "cut at \(size)")
      } catch let error as RunError {
        // Step 0 counts the header, which may be cut too.
        #expect(error.message.contains("but no checkpoint "), "cut at \(size)")
      }
    }
  }

  @Test(
    arguments: [
      (
        "rows", "is not this run's: 1 rows of steps.csv after 4 steps",
        { @Sendable (checkpoint: inout Checkpoint) in checkpoint.metadata.steps?.rows = 1 }
      ),
      (
        "no rows", "is not this run's: nothing of steps.csv after 4 steps",
        { @Sendable (checkpoint: inout Checkpoint) in checkpoint.metadata.steps = nil }
      ),
      (
        "best", "is not this run's: best for early stopping at epoch 2 of 1",
        { @Sendable (checkpoint: inout Checkpoint) in checkpoint.state.stoppingBest?.epoch = 2 }
      ),
      (
        "plateau", "is not this run's: the state of a plateau, and its schedule has none",
        { @Sendable (checkpoint: inout Checkpoint) in
          checkpoint.state.plateau = PlateauState(rate: 0.1, largerIsBetter: true)
        }
      ),
      (
        "averages", "is not this run's: averages of 0 steps at step 4",
        { @Sendable (checkpoint: inout Checkpoint) in
          checkpoint.state.averages = [
            NamedTensor(name: "ema.2.bias", dimensions: [1], values: [1])
          ]
        }
      ),
    ] as [(String, String, @Sendable (inout Checkpoint) -> Void)])
  func `a checkpoint that contradicts the definition is refused`(
    name: String, reason: String, change: @Sendable (inout Checkpoint) -> Void
  ) throws {
    let files = try stopped(.after(step: 4))
    let run = try RunStore.memory(files).run("fake-001")
    var checkpoint = try run.checkpoint(step: 4)
    change(&checkpoint)
    try folder(files).folder("checkpoints").publish(
      CheckpointFile.encode(checkpoint), as: "step-00000004.safetensors")
    let error = #expect(throws: RunError.self) { try run.checkpoint(step: 4) }
    #expect(error?.message == "fake-001: step-00000004.safetensors \(reason)")
  }
}
