import Datasets
import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

struct ResumeTests {
  let training = FakeTraining()

  /// The run as it is once this step has been saved.
  func stopped(_ stop: FakeTraining.Stop) throws -> MemoryFiles {
    let files = MemoryFiles()
    try training.run(try RunStore.memory(files).start(training), from: nil, stopping: stop)
    return files
  }

  func finished() throws -> MemoryFiles { try stopped(.never) }

  func folder(_ files: MemoryFiles) throws -> RunFolder {
    try RunFolder(path: "/w/runs/fake-001", files: files)
  }

  func resume(
    _ files: MemoryFiles, from point: ResumePoint = .latest
  ) throws -> ResumedRun {
    try #require(try RunStore.memory(files).run("fake-001").resume(from: point).ready)
  }

  func results(_ files: MemoryFiles) -> [String: [UInt8]] {
    files.disk.contents("w/runs/fake-001").filter { name, _ in
      ["metrics.csv", "predictions.csv", "checkpoints/step-00000006.safetensors"].contains(name)
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5])
  func `a training stopped after any step ends as if never stopped`(step: Int) throws {
    let files = try stopped(.after(step: step))
    #expect(try RunStore.memory(files).run("fake-001").state == .interrupted)
    let resumed = try resume(files)
    #expect(resumed.state == training.state(step: step))
    try training.run(resumed.recorder, from: resumed.state)
    #expect(results(files) == results(try finished()))
  }

  @Test(arguments: [3, 6])
  func `a training stopped while evaluating ends as if never stopped`(step: Int) throws {
    let files = try stopped(.evaluating(step: step))
    let resumed = try resume(files)
    #expect(resumed.state == training.state(step: step, isEvaluated: false))
    #expect(resumed.state?.batch == 3)
    try training.run(resumed.recorder, from: resumed.state)
    #expect(results(files) == results(try finished()))
  }

  @Test
  func `segments tell every start, and the summary both`() throws {
    let files = try stopped(.after(step: 4))
    let resumed = try resume(files)
    #expect(try RunStore.memory(files).run("fake-001").state == .running)
    try training.run(resumed.recorder, from: resumed.state)
    let record = try RunStore.memory(files).run("fake-001").record
    #expect(record.segments.map(\.fromStep) == [0, 4])
    #expect(record.segments.map(\.toStep) == [4, 6])
    #expect(record.state == .finished)
    #expect(record.summary["test_loss"]?.last == 1)
    #expect(record.summary["train_loss"]?.best == BestValue(value: 0.35, epoch: 1, step: 3))
    #expect(record.summary.totalSeconds == 0.5)
    #expect(record.summary.examplesPerSecond == 400)
    #expect(
      record.weightsSHA256 == training.result(epoch: 2).weightsSHA256)
  }

  @Test
  func `a finished run is told to be finished, and nothing is touched`() throws {
    let files = try finished()
    let before = files.disk.contents("w")
    #expect(try RunStore.memory(files).run("fake-001").resume().ready == nil)
    #expect(files.disk.contents("w") == before)
  }

  @Test
  func `a pruned run whose process died has the results of one that stopped`() throws {
    let stopped = try RunStore.memory(try stopped(.after(step: 5))).run("fake-001").record
    let files = try self.stopped(.after(step: 5))
    var record = try RunStore.memory(files).run("fake-001").record
    record.state = .running
    record.summary = RunSummary()
    record.weightsSHA256 = nil
    record.segments[0].toStep = nil
    try folder(files).publish(Array(record.text.utf8), as: "run.json")
    try RunStore.memory(files).run("fake-001").prune()
    let pruned = try RunStore.memory(files).run("fake-001").record
    #expect(pruned.state == .pruned)
    #expect(pruned.summary == stopped.summary)
    #expect(pruned.weightsSHA256 == stopped.weightsSHA256 && pruned.weightsSHA256 != nil)
    #expect(pruned.segments.map(\.toStep) == [5])
  }

  @Test
  func `a run whose process died is shown as interrupted and goes on where it was`() throws {
    let files = try stopped(.after(step: 5))
    let folder = try folder(files)
    var text = String(decoding: try folder.read("run.json", limit: 1 << 20), as: UTF8.self)
    text.replace(#""state": "interrupted""#, with: #""state": "running""#)
    try folder.publish(Array(text.utf8), as: "run.json")
    try folder.open("metrics.csv", for: .appending).write(Array("2,6,0.1,0.".utf8))
    try folder.folder("checkpoints").open(".tmp-4711-9f03ac", for: .creating).write([1])
    #expect(try RunStore.memory(files).run("fake-001").state == .interrupted)
    let resumed = try resume(files)
    #expect(
      resumed.report.lines == [
        "fake-001 did not end by itself: its process is gone, state was running, "
          + "1 epoch recorded",
        "checkpoint   step-00000005.safetensors, epoch 1 of 2, batch 2 of the next: "
          + "every check passed",
        "metrics.csv  1 row as recorded, half a row after them cut off",
        "removed      checkpoints/.tmp-4711-9f03ac (unfinished)",
        "going on at step 5 of 6, same bits as if never stopped",
      ])
    #expect(resumed.report.warnings.isEmpty)
  }

  @Test
  func `a damaged checkpoint is named, an older one is used, and rows are made again`() throws {
    let files = try stopped(.evaluating(step: 6))
    let folder = try folder(files)
    let checkpoints = try folder.folder("checkpoints")
    var bytes = try checkpoints.read("step-00000006.safetensors", limit: 1 << 20)
    bytes[bytes.count - 50] ^= 4
    try checkpoints.publish(bytes, as: "step-00000006.safetensors")
    try folder.open("metrics.csv", for: .appending).write(Array("2,6,0.1,1,1,1,1,00\n".utf8))
    let resumed = try resume(files)
    #expect(
      resumed.report.warnings == [
        "step-00000006.safetensors is damaged: SHA-256 at its end does not match its bytes; skipped"
      ])
    #expect(resumed.state?.step == 4)
    #expect(
      resumed.report.lines.contains(
        "metrics.csv  cut from 2 rows to 1; epoch 2 is made again, with the same bits"))
    try training.run(resumed.recorder, from: resumed.state)
    #expect(results(files) == results(try finished()))
  }

  @Test
  func `where every later checkpoint is damaged nothing starts at 0 unasked`() throws {
    let files = try stopped(.after(step: 5))
    let checkpoints = try folder(files).folder("checkpoints")
    for name in try checkpoints.names() where name != "step-00000000.safetensors" {
      let bytes = try checkpoints.read(name, limit: 1 << 20)
      try checkpoints.publish(Array(bytes.dropLast(100)), as: name)
    }
    let size = try checkpoints.read("step-00000005.safetensors", limit: 1 << 20).count
    let before = files.disk.contents("w")
    let error = #expect(throws: RunError.self) { try resume(files) }
    #expect(error?.kind == .failed)
    #expect(
      error?.message
        == "fake-001 has 1 epoch of metrics, but no checkpoint after step 0 can be used")
    #expect(
      error?.advice.first?.parts == [
        .text(
          "step-00000005.safetensors is damaged: \(size) bytes, its header promises \(size + 100)")
      ])
    #expect(
      error?.advice.last
        == "nothing was changed; the same run from its start: \(command: .resume(run: "fake-001", step: 0))"
    )
    var after = files.disk.contents("w")
    after["runs/fake-001/.lock"] = before["runs/fake-001/.lock"]
    #expect(after == before)
    let resumed = try resume(files, from: .step(0))
    try training.run(resumed.recorder, from: resumed.state)
    #expect(results(files) == results(try finished()))
  }

  @Test
  func `rows without any checkpoint after step 0 are not thrown away`() throws {
    let files = try stopped(.after(step: 5))
    let checkpoints = try folder(files).folder("checkpoints")
    for name in try checkpoints.names() where name != "step-00000000.safetensors" {
      try checkpoints.removeFile(name)
    }
    // Two rows may stand before the first checkpoint is saved; a third comes only after it.
    let log = try folder(files).open("metrics.csv", for: .appending)
    try log.write(Array("2,6,0.1,1,1,1,1,00\n".utf8))
    #expect(try resume(MemoryFiles(files.disk.after(.none))).state?.step == 0)
    try log.write(Array("3,9,0.1,1,1,1,1,00\n".utf8))
    let error = #expect(throws: RunError.self) { try resume(files) }
    #expect(error?.message == "fake-001 has 3 epochs of metrics, but no checkpoint after step 0")
  }

  @Test
  func `going back on purpose keeps the rows cut off, and the run finishes the same`() throws {
    let files = try finished()
    let whole = files.disk.contents("w/runs/fake-001")["metrics.csv"]
    let resumed = try resume(files, from: .step(3))
    #expect(resumed.report.keptRowsFile == "metrics.before-step-3.csv")
    let kept = files.disk.contents("w/runs/fake-001")["metrics.before-step-3.csv"] ?? []
    let table = try MetricsTable(parsing: kept)
    #expect(table.epochs == [2])
    try training.run(resumed.recorder, from: resumed.state)
    #expect(files.disk.contents("w/runs/fake-001")["metrics.csv"] == whole)
    #expect(results(files) == results(try finished()))
  }

  @Test
  func `the best epoch's checkpoint can be gone on from`() throws {
    let resumed = try resume(try finished(), from: .best)
    #expect(resumed.state?.step == 3)
  }

  @Test
  func `a step without a checkpoint is answered with those there are`() throws {
    let files = try finished()
    let error = #expect(throws: RunError.self) { try resume(files, from: .step(5)) }
    #expect(error?.kind == .usage)
    #expect(error?.message == "fake-001 has no checkpoint of step 5")
    #expect(error?.advice == ["it has those of step 0, 3, 4, 6"])
  }

  @Test
  func `an edited metrics file is refused and kept`() throws {
    let files = try stopped(.after(step: 5))
    let folder = try folder(files)
    var bytes = try folder.read("metrics.csv", limit: 1 << 20)
    bytes[bytes.count - 30] ^= 1
    try folder.publish(bytes, as: "metrics.csv")
    let error = #expect(throws: RunError.self) { try resume(files) }
    #expect(error?.message.hasPrefix("runs/fake-001/metrics.csv was changed") == true)
    #expect(try folder.read("metrics.csv", limit: 1 << 20) == bytes)
  }

  @Test
  func `metrics cut at any byte lead to an older checkpoint or a refusal, never to other bits`()
    throws
  {
    let expected = results(try finished())
    let disk = try stopped(.after(step: 5)).disk
    let count = try #require(disk.contents("w/runs/fake-001")["metrics.csv"]).count
    for size in 0..<count {
      let files = MemoryFiles(disk.after(.none))
      try folder(files).open("metrics.csv", for: .appending).truncate(to: size)
      do {
        let resumed = try resume(files)
        #expect(resumed.state?.step == 0 || resumed.state?.step == 2)
        #expect(resumed.report.warnings.count == 3)
        try training.run(resumed.recorder, from: resumed.state)
        #expect(results(files) == expected, "cut at \(size)")
      } catch let error as RunError {
        #expect(error.message.contains("but no checkpoint "), "cut at \(size)")
      }
    }
  }
}
