import Datasets
import Engine
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing
import Training

/// Forks of runs that are held, damaged or edited, and forks whose machine fails.
struct ForkFaultTests {
  private static let parent = FakeTraining(logEverySteps: 2)
  private static let longer = FakeTraining(epochs: 4, logEverySteps: 2)

  private static func parent(
    _ store: RunStore, stopping: FakeTraining.Stop = .never
  ) throws -> Run {
    try parent.run(try store.start(parent), from: nil, stopping: stopping)
    return try store.run("fake-001")
  }

  private static func source(_ run: Run, _ point: ResumePoint = .latest) throws -> ForkSource {
    try ForkSource(run, at: point, for: longer.experiment)
  }

  private static func fork(
    _ run: Run, at point: ResumePoint = .latest, in store: RunStore, name: String? = nil
  ) throws -> RunRecorder {
    let source = try source(run, point)
    let plan = try source.plan(longer.experiment, dataSHA256: FakeTraining.data)
    return try store.fork(
      source, by: plan, longer.experiment, dataSHA256: FakeTraining.data, name: name,
      provenance: FakeTraining.provenance)
  }

  private static func damage(_ run: Run, _ steps: [Int]) throws {
    let folder = try run.folder.folder("checkpoints")
    for step in steps {
      let name = "step-0000000\(step).safetensors"
      var bytes = try folder.read(name, limit: 1 << 20)
      bytes[bytes.count - 40] ^= 1
      try folder.publish(bytes, as: name)
    }
  }

  /// The bytes that a fork must end in whatever happened.
  private static func results(_ disk: Disk) -> [String: [UInt8]] {
    disk.contents("w/runs/fork").filter { ![".lock", "run.json", "timing.csv"].contains($0.key) }
  }

  @Test(arguments: Disk.Loss.allCases)
  func `a fork is absent or goes on, whenever the power is lost`(loss: Disk.Loss) throws {
    let before = MemoryFiles()
    _ = try Self.parent(.memory(before))
    let files = MemoryFiles(before.disk.after(.none))
    files.startRecording()
    let store = RunStore.memory(files)
    let recorder = try Self.fork(try store.run("fake-001"), in: store, name: "fork")
    let started = files.disk
    try Self.longer.run(recorder, from: Self.longer.state(step: 6))
    let expected = Self.results(files.disk)
    let moments = files.takeMoments()
    #expect(moments.count > 40)
    for (index, moment) in (moments + [started]).enumerated() {
      let files = MemoryFiles(moment.after(loss))
      let store = RunStore.memory(files)
      if try store.ids().contains("fork") {
        if let resumed = try store.run("fork").resume().ready {
          #expect(resumed.state.map { $0.step >= 6 } == true, "moment \(index)")
          try Self.longer.run(resumed.recorder, from: resumed.state)
        }
      } else {
        #expect(index < moments.count)
        let again = try Self.fork(try store.run("fake-001"), in: store, name: "fork")
        try Self.longer.run(again, from: Self.longer.state(step: 6))
      }
      let different = Self.differences(Self.results(files.disk), expected)
      #expect(different == [], "moment \(index)")
    }
  }

  /// The files that are not as they must be; of checkpoints only the first and the last must be
  /// there, since a stop leaves one where an undisturbed run has none, and another may go for it.
  private static func differences(
    _ found: [String: [UInt8]], _ expected: [String: [UInt8]]
  ) -> [String] {
    let mayBeGone = expected.keys.filter {
      $0.hasPrefix("checkpoints/") && !$0.contains("0006.") && !$0.contains("0012.")
    }
    return expected.keys.filter { name in
      found[name].map { $0 != expected[name] } ?? !mayBeGone.contains(name)
    }.sorted()
  }

  @Test func `a run can be forked while another process trains it`() throws {
    let workspace = TemporaryWorkspace()
    let store = workspace.store
    let recorder = try store.start(Self.parent)
    try recorder.record(.reachedCheckpoint(Self.parent.state(step: 0)))
    for step in 1...3 { try recorder.record(.finishedStep(Self.parent.result(step: step))) }
    try recorder.record(.finishedEpoch(Self.parent.result(epoch: 1)))
    try recorder.record(.reachedCheckpoint(Self.parent.state(step: 3)))
    try recorder.record(.reachedCheckpoint(Self.parent.state(step: 3)))
    let run = try store.run("fake-001")
    #expect(run.isHeld)
    let fork = try Self.fork(run, in: store)
    #expect(fork.record.parent?.source.step == 3)
    #expect(fork.lastSaved?.epoch == 1)
    #expect(fork.metrics.epochs == [1])
  }

  @Test func `damaged checkpoints are passed over and named, or refused`() throws {
    let store = RunStore.memory(MemoryFiles())
    let run = try Self.parent(store)
    #expect(try run.checkpoints().map(\.step) == [0, 3, 4, 6])
    try Self.damage(run, [6])
    let source = try Self.source(run)
    #expect(source.place == SavedCheckpoint(step: 4, epoch: 1, batch: 1))
    #expect(source.skipped.map(\.step) == [6])
    let chosen = #expect(throws: RunError.self) { try Self.source(run, .step(6)) }
    #expect(chosen?.kind == .failed)
    #expect(
      chosen?.advice == [
        "nothing was changed; from the newest that is whole: \(command: .fork(run: "fake-001"))"
      ])
    try Self.damage(run, [3, 4])
    let lost = #expect(throws: RunError.self) { try Self.source(run) }
    #expect(
      lost?.message
        == "fake-001 has 2 epochs of metrics, but no checkpoint after step 0 can be used")
    #expect(try Self.source(run, .step(0)).place.step == 0)
  }

  @Test func `a fork whose checkpoints are all damaged never starts at drawn weights`() throws {
    let store = RunStore.memory(MemoryFiles())
    let recorder = try Self.fork(try Self.parent(store), in: store, name: "fork")
    try Self.longer.run(
      recorder, from: Self.longer.state(step: 6), stopping: .after(step: 9))
    let run = try store.run("fork")
    try Self.damage(run, [8, 9])
    let later = #expect(throws: RunError.self) { try run.resume() }
    #expect(
      later?.message == "fork has 3 epochs of metrics, but no checkpoint after step 6 can be used")
    #expect(
      later?.advice.last
        == "nothing was changed; the same run from its start: \(command: .resume(run: "fork", step: 6))"
    )
    #expect(try run.resume(from: .step(6)).ready?.state == Self.longer.state(step: 6, bestOf: 2))
    try Self.damage(run, [6])
    let all = #expect(throws: RunError.self) { try run.resume() }
    #expect(all?.message == "fork has 2 epochs of metrics, but no checkpoint that can be used")
    #expect(
      all?.advice.last
        == "nothing was changed; the same fork anew: \(command: .fork(run: "fake-001", step: 6))")
  }

  /// A step more would overflow, and only a fork can have other steps than its optimizer's.
  @Test(arguments: [false, true])
  func `steps of the optimizer that no training has are refused`(isFork: Bool) throws {
    let store = RunStore.memory(MemoryFiles())
    var run = try Self.parent(store)
    if isFork {
      let recorder = try Self.fork(run, in: store, name: "fork")
      try recorder.finish(.stopped(step: 6))
      run = try store.run("fork")
    }
    var checkpoint = try run.checkpoint(step: 6)
    checkpoint.state.optimizerSteps = isFork ? .max : 5
    try run.folder.folder("checkpoints").publish(
      CheckpointFile.encode(checkpoint), as: "step-00000006.safetensors")
    let error = #expect(throws: RunError.self) { try run.checkpoint(step: 6) }
    #expect(error?.message.hasSuffix("steps of its optimizer at step 6") == true)
  }

  @Test func `a run whose definition was edited is forked by the definition inside`() throws {
    let store = RunStore.memory(MemoryFiles())
    let run = try Self.parent(store)
    let edited = FakeTraining(epochs: 3, everySteps: nil, logEverySteps: 1).experiment
    try run.folder.publish(
      Array(edited.definition.canonicalText.utf8), as: "definition.json")
    let source = try Self.source(run)
    #expect(source.experiment.training.epochs == 2)
    #expect(source.place.step == 6)
    #expect(try run.experiment().training.epochs == 3)
    #expect(try Self.fork(run, in: store).record.parent?.run == "fake-001")
  }

  @Test func `edited rows are refused`() throws {
    let store = RunStore.memory(MemoryFiles())
    let run = try Self.parent(store)
    var bytes = try run.folder.read("metrics.csv", limit: 1 << 20)
    let place = try #require(bytes.firstIndex(of: UInt8(ascii: "5")))
    bytes[place] = UInt8(ascii: "6")
    try run.folder.publish(bytes, as: "metrics.csv")
    let error = #expect(throws: RunError.self) { try Self.source(run) }
    #expect(error?.message.contains("metrics.csv was changed: its first 2 rows") == true)
  }

  @Test func `a run without a checkpoint has nothing to fork`() throws {
    let store = RunStore.memory(MemoryFiles())
    _ = try store.start(Self.parent)
    let error = #expect(throws: RunError.self) {
      try Self.source(try store.run("fake-001"))
    }
    #expect(error?.message == "fake-001 has no checkpoint yet")
    #expect(
      error?.advice == ["its definition from the start: \(command: .run(experiment: "fake"))"])
  }
}

extension FakeTraining {
  /// A state whose best epoch is this one.
  fileprivate func state(step: Int, bestOf epoch: Int) -> TrainingState {
    var state = state(step: step)
    let value = result(epoch: epoch).train.loss
    state.best = BestEpoch(epoch: epoch, step: epoch * experiment.stepsPerEpoch, value: value)
    return state
  }
}
