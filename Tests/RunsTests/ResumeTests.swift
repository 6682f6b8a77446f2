import Datasets
import Experiments
import Files
import Runs
import Testing
import Training

struct ResumeTests {
  private let training = FakeTraining()

  /// The run as it is once this step has been saved.
  private func stopped(_ stop: FakeTraining.Stop) throws -> MemoryFiles {
    let files = MemoryFiles()
    try training.run(try RunStore.memory(files).start(training), from: nil, stopping: stop)
    return files
  }

  private func finished() throws -> MemoryFiles { try stopped(.never) }

  private func folder(_ files: MemoryFiles) throws -> RunFolder {
    try RunFolder(path: "/w/runs/fake-001", files: files)
  }

  private func resume(
    _ files: MemoryFiles, from point: ResumePoint = .latest
  ) throws -> ResumedRun {
    try #require(try RunStore.memory(files).run("fake-001").resume(from: point).ready)
  }

  private func results(_ files: MemoryFiles) -> [String: [UInt8]] {
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
        #expect(error.message.contains("no checkpoint after step 0 can be used"), "cut at \(size)")
      }
    }
  }

  @Test
  func `other data, definition, numerics or run are refused and nothing is touched`() throws {
    let files = try stopped(.after(step: 5))
    let folder = try folder(files)
    let run = try RunStore.memory(files).run("fake-001")
    let data = #expect(throws: RunError.self) {
      try run.resume(
        dataSHA256: String(repeating: "0", count: 64), provenance: FakeTraining.provenance)
    }
    #expect(data?.kind == .data)
    #expect(
      data?.message == "the data are not those fake-001 was trained on; nothing was touched")
    let record = String(decoding: try folder.read("run.json", limit: 1 << 20), as: UTF8.self)
    let newer = record.replacing(#""numerics_version": 1"#, with: #""numerics_version": 2"#)
    try folder.publish(Array(newer.utf8), as: "run.json")
    let numerics = #expect(throws: RunError.self) { try resume(files) }
    #expect(
      numerics?.message == "fake-001 was trained by numerics version 2, this bench has 1, "
        + "which cannot make the same bits; nothing was touched")
    try folder.publish(Array(record.utf8), as: "run.json")
    let definition = String(
      decoding: try folder.read("definition.json", limit: 1 << 20), as: UTF8.self)
    let edited = definition.replacing(#""momentum":0.9"#, with: #""momentum":0.8"#)
    #expect(edited != definition)
    try folder.publish(Array(edited.utf8), as: "definition.json")
    let changed = #expect(throws: RunError.self) { try resume(files) }
    #expect(
      changed?.message.hasPrefix(
        "runs/fake-001/definition.json is not the definition fake-001 was trained by") == true)
  }

  @Test
  func `a checkpoint of another run is passed over by name`() throws {
    let files = try stopped(.after(step: 5))
    let store = RunStore.memory(files)
    let other = FakeTraining(
      FakeTraining.experiment(
        String(decoding: try folder(files).read("definition.json", limit: 1 << 20), as: UTF8.self)
          .replacing("\"seed\":42", with: "\"seed\":43"), name: "other"))
    try other.run(try store.start(other), from: nil, stopping: .after(step: 5))
    let source = try RunFolder(path: "/w/runs/other-001/checkpoints", files: files)
    let foreign = try source.read("step-00000005.safetensors", limit: 1 << 20)
    let checkpoints = try folder(files).folder("checkpoints")
    try checkpoints.publish(foreign, as: "step-00000005.safetensors")
    let own = try checkpoints.read("step-00000004.safetensors", limit: 1 << 20)
    try checkpoints.publish(own, as: "step-00000006.safetensors")
    let resumed = try resume(files)
    #expect(resumed.state?.step == 4)
    #expect(resumed.report.warnings.count == 2)
    #expect(
      resumed.report.warnings.first
        == "step-00000006.safetensors is not this run's: it holds step 4; skipped")
    #expect(
      resumed.report.warnings.last?.hasPrefix(
        "step-00000005.safetensors is not this run's: run key") == true)
    try training.run(resumed.recorder, from: resumed.state)
    #expect(results(files) == results(try finished()))
  }

  @Test
  func `other bits for a step that is there already stop the run`() throws {
    let files = try finished()
    let resumed = try resume(files, from: .step(3))
    try resumed.recorder.record(.reachedCheckpoint(training.state(step: 4)))
    var state = training.state(step: 5)
    state.step = 6
    state.epoch = 2
    state.batch = 0
    state.unfinished = EpochSums()
    try resumed.recorder.record(.finishedEpoch(training.result(epoch: 2)))
    let error = #expect(throws: RunError.self) {
      try resumed.recorder.record(.reachedCheckpoint(state))
    }
    #expect(
      error?.message == "runs/fake-001/checkpoints/step-00000006.safetensors is whole, "
        + "but its bits are not those just trained for this step")
  }

  @Test
  func `an edited description costs nothing`() throws {
    let files = try stopped(.after(step: 5))
    let folder = try folder(files)
    let definition = String(
      decoding: try folder.read("definition.json", limit: 1 << 20), as: UTF8.self)
    let edited = definition.replacing(" training\"", with: " training, edited\"")
    #expect(edited != definition)
    try folder.publish(Array(edited.utf8), as: "definition.json")
    #expect(try resume(files).state?.step == 5)
  }
}
