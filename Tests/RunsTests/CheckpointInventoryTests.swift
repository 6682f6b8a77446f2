import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

/// Which checkpoints can be used, which are kept, and which one a word means.
struct CheckpointInventoryTests {
  private let files = MemoryFiles()
  private let training = FakeTraining(epochs: 6, keepLast: 2, everySteps: nil)
  private var store: RunStore { .memory(files) }

  /// A finished run, of which a file that retention let go is there again.
  private func surplusRun() throws -> Run {
    let recorder = try store.start(training)
    var bytes: [UInt8] = []
    try training.run(recorder, from: nil) { event in
      guard case .reachedCheckpoint(let state) = event, state.step == 12 else { return }
      bytes =
        files.disk.contents("/w/runs/fake-001")["checkpoints/step-00000012.safetensors"] ?? []
    }
    let run = try store.run(recorder.id)
    try run.folder.folder("checkpoints").publish(bytes, as: CheckpointName.file(step: 12))
    #expect(try run.checkpoints().map(\.step) == [0, 3, 12, 15, 18])
    return run
  }

  private func damage(step: Int, of run: Run) throws {
    let checkpoints = try run.folder.folder("checkpoints")
    let name = CheckpointName.file(step: step)
    var bytes = try checkpoints.read(name, limit: 1 << 20)
    bytes[bytes.count - 40] ^= 1
    try checkpoints.publish(bytes, as: name)
  }

  /// Trains again from the first weights, and stops after a step.
  private func goBack(_ run: Run, stoppingAfter step: Int) throws -> Run {
    let resumed = try #require(try run.resume(from: .step(0)).ready)
    try training.run(resumed.recorder, from: resumed.state, stopping: .after(step: step))
    return try store.run(run.id)
  }

  private func wasteSteps() throws -> [String] { try store.garbage().garbage.map(\.path) }

  @Test func `what a damaged file is counted for is not freed`() throws {
    let run = try surplusRun()
    let surplus = ["checkpoints/step-00000012.safetensors"]
    #expect(try wasteSteps() == surplus)
    try damage(step: 18, of: run)
    #expect(try wasteSteps() == [])
    #expect(try store.free([]).garbage == [])
    #expect(try run.find(.latest, for: .resume).checkpoint?.state.step == 15)
  }

  @Test func `checkpoints that a resume left behind do not count among those to keep`() throws {
    let run = try goBack(try surplusRun(), stoppingAfter: 7)
    #expect(try run.checkpoints().map(\.step) == [0, 3, 6, 7, 12, 15, 18])
    #expect(try wasteSteps() == [])
    #expect(try store.free(try store.garbage().garbage).garbage == [])
    let resumed = try #require(try run.resume().ready)
    #expect(resumed.state?.step == 7)
    #expect(resumed.report.warnings.count == 1)
    #expect(resumed.report.warnings[0].contains("is left behind: the run was resumed from step 0"))
    #expect(resumed.report.warnings[0].hasSuffix("(3 such checkpoints)"))
    try training.run(resumed.recorder, from: resumed.state)
    #expect(try run.checkpoints().map(\.step) == [0, 3, 15, 18])
  }

  @Test func `verification says nothing of what was left behind, and names what is damaged`() throws
  {
    let run = try goBack(try surplusRun(), stoppingAfter: 7)
    let check = try run.checkFiles()
    #expect(check.diagnostics == [] && check.checkpoints.map(\.step) == [0, 3, 6, 7])
    try damage(step: 6, of: run)
    #expect(try run.checkFiles().damagedSteps == [6])
  }

  @Test(arguments: [ResumePoint.latest, .best])
  func `a word means the same checkpoint to every verb, with the same warnings`(
    point: ResumePoint
  ) throws {
    let run = try goBack(try surplusRun(), stoppingAfter: 7)
    try damage(step: 7, of: run)
    let found = try [CheckpointUse.resume, .fork, .evaluate].map { use in
      try run.find(point, for: use)
    }
    for one in found {
      #expect(one.checkpoint?.state.step == (point == .best ? 3 : 6))
      #expect(one.warnings == found[0].warnings && one.warnings.count == 2)
    }
    let usable = try #require(try run.usableSteps())
    #expect(usable.latest == 6 && usable.best == 3)
  }

  @Test func `only evaluating goes without the rows that a checkpoint counts`() throws {
    let run = try goBack(try surplusRun(), stoppingAfter: 7)
    #expect(try run.find(.step(15), for: .evaluate).checkpoint?.state.step == 15)
    for use in [CheckpointUse.resume, .fork] {
      let error = #expect(throws: RunError.self) { try run.find(.step(15), for: use) }
      #expect(error?.message.contains("is left behind") == true)
    }
  }

  @Test(arguments: [
    ([0, 3, 6, 9], [6, 9], nil as Int?, [3]), ([0, 3, 6, 9], [6, 9], 3, []),
    ([0, 3, 6, 9], [9], nil, []), ([0, 3, 6, 9, 99], [3, 6], nil, []), ([], [], nil, []),
    ([0, 3, 6, 9, 12], [3, 9], nil, []), ([0, 3, 6, 9, 12], [9, 12], 0, [3, 6]),
  ])
  func `retention lets go what is older than the newest usable ones`(
    saved: [Int], usable: [Int], best: Int?, obsolete: [Int]
  ) {
    let policy = CheckpointPolicy(keepLast: 2, best: .trainLoss)
    #expect(policy.obsolete(among: saved, usable: usable, best: best) == obsolete)
  }
}
