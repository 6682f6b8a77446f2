import Datasets
import Experiments
import Files
import Runs
import Testing
import Training

// MARK: What does not fit the run

extension ResumeTests {
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
      data?.message == "the data are not those fake-001 was trained on; nothing was changed")
    let record = String(decoding: try folder.read("run.json", limit: 1 << 20), as: UTF8.self)
    let newer = record.replacing(#""numerics_version": 1"#, with: #""numerics_version": 2"#)
    try folder.publish(Array(newer.utf8), as: "run.json")
    let numerics = #expect(throws: RunError.self) { try resume(files) }
    #expect(
      numerics?.message == "fake-001 was trained by numerics version 2, this bench has 1, "
        + "which cannot make the same bits; nothing was changed")
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
