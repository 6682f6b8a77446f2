import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

/// The disk is taken away before every single call that changes it, and what is left must lead to
/// the same bytes.
struct PowerLossTests {
  private static let training = FakeTraining(logEverySteps: 2)
  /// What an undisturbed run leaves; run.json tells times, so it is looked at apart.
  private static let undisturbed: [String: [UInt8]] = {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    do {
      try training.run(try store.start(training), from: nil)
    } catch {
      preconditionFailure("\(error)")
    }
    return results(files.disk)
  }()

  /// The bytes that must be the same on every way.
  private static func results(_ disk: Disk) -> [String: [UInt8]] {
    disk.contents("w/runs/fake-001").filter {
      ![".lock", "run.json"].contains($0.key) && !$0.key.contains("before-step")
    }
  }

  /// What had been reported as safe before a moment.
  private struct Reported {
    var isStarted = false
    var step: Int?
    var isFinished = false
  }

  @Test(arguments: Disk.Loss.allCases)
  func `a run goes on to the same bytes after a loss at any moment`(loss: Disk.Loss) {
    let moments = Self.moments(MemoryFiles())
    #expect(moments.count > 60)
    for (index, moment) in moments.enumerated() {
      let problem = Self.problem(after: loss, moment.disk, moment.reported)
      #expect(problem == nil, "moment \(index) of \(moments.count)")
    }
  }

  @Test
  func `every synchronisation is needed`() {
    let files = MemoryFiles()
    _ = Self.moments(files)
    #expect(
      files.synchronized == [
        "checkpoints", "checkpoints/.tmp", "definition.json", "metrics.csv", "run",
        "run/.tmp", "runs", "steps.csv", "timing.csv", "w",
      ])
    for label in files.synchronized.sorted() {
      let moments = Self.moments(MemoryFiles(omitting: label))
      let problems = Disk.Loss.allCases.lazy.flatMap { loss in
        moments.lazy.compactMap { Self.problem(after: loss, $0.disk, $0.reported) }
      }
      #expect(problems.first != nil, "nothing needs the synchronisation of \(label)")
    }
  }

  @Test(arguments: Disk.Loss.allCases)
  func `resuming can be cut off at any moment too`(loss: Disk.Loss) throws {
    let disk = try Self.damagedDisk()
    let files = MemoryFiles(disk)
    files.startRecording()
    let resumed = try #require(try RunStore.memory(files).run("fake-001").resume().ready)
    #expect(resumed.state?.step == 3)
    try Self.training.run(resumed.recorder, from: resumed.state)
    let moments = files.takeMoments()
    #expect(moments.count > 30)
    for moment in moments {
      #expect(Self.problem(after: loss, moment, Reported(isStarted: true, step: 3)) == nil)
    }
  }

  @Test(arguments: Disk.Loss.allCases)
  func `rows cut off on purpose are always somewhere`(loss: Disk.Loss) throws {
    let before = MemoryFiles()
    let store = RunStore.memory(before)
    try Self.training.run(try store.start(Self.training), from: nil)
    let files = MemoryFiles(before.disk.after(.none))
    files.startRecording()
    let run = try RunStore.memory(files).run("fake-001")
    let resumed = try #require(try run.resume(from: .step(0)).ready)
    #expect(resumed.report.keptRowsFile == "metrics.before-step-0.csv")
    #expect(resumed.report.keptStepsFile == "steps.before-step-0.csv")
    let moments = files.takeMoments() + [files.disk]
    for table in ["metrics", "steps"] {
      let whole = try #require(Self.undisturbed["\(table).csv"])
      for moment in moments {
        let found = moment.after(loss).contents("w/runs/fake-001")
        let kept = [found["\(table).csv"], found["\(table).before-step-0.csv"]]
        #expect(kept.contains(whole))
      }
      let cut = files.disk.after(.everything).contents("w/runs/fake-001")["\(table).csv"]
      #expect(cut == whole.prefix { $0 != UInt8(ascii: "\n") } + [UInt8(ascii: "\n")])
    }
  }

  /// A run that was killed after step 5 with half a row written, a scratch file left and its
  /// newest checkpoint damaged.
  private static func damagedDisk() throws -> Disk {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    try training.run(try store.start(training), from: nil, stopping: .after(step: 5))
    let folder = try RunFolder(path: "/w/runs/fake-001", files: files)
    let checkpoints = try folder.folder("checkpoints")
    let names = try checkpoints.names()
    #expect(names.contains("step-00000003.safetensors"))
    for name in names where name > "step-00000003.safetensors" {
      var bytes = try checkpoints.read(name, limit: 1 << 20)
      bytes[bytes.count - 40] ^= 1
      try checkpoints.publish(bytes, as: name)
    }
    let scratch = try checkpoints.open(".tmp-1-abcdef", for: .creating)
    try scratch.write([1, 2, 3])
    let metrics = try folder.open("metrics.csv", for: .appending)
    try metrics.write(Array("2,6,0.".utf8))
    try folder.open("steps.csv", for: .appending).write(Array("6,0.1,0.1,2.0\n7,0".utf8))
    return files.disk.after(.none)
  }

  /// Trains once, keeping every moment and what had been reported by then.
  private static func moments(_ files: MemoryFiles) -> [(disk: Disk, reported: Reported)] {
    var moments: [(disk: Disk, reported: Reported)] = []
    var reported = Reported()
    func take() { moments += files.takeMoments().map { ($0, reported) } }
    files.startRecording()
    do {
      let recorder = try RunStore.memory(files).start(training)
      take()
      reported.isStarted = true
      try training.run(recorder, from: nil) { event in
        take()
        if case .reachedCheckpoint(let state) = event { reported.step = state.step }
      }
    } catch {
      preconditionFailure("\(error)")
    }
    take()
    reported.isFinished = true
    return moments + [(files.disk, reported)]
  }

  /// Goes on from what a loss leaves, and says what is not as it should be.
  private static func problem(
    after loss: Disk.Loss, _ disk: Disk, _ reported: Reported
  ) -> String? {
    let files = MemoryFiles(disk.after(loss))
    let store = RunStore.memory(files)
    do {
      guard try store.ids() == ["fake-001"] else {
        if reported.isStarted { return "the run is gone" }
        try training.run(try store.start(training), from: nil)
        return nil
      }
      let run = try store.run("fake-001")
      switch try run.resume() {
      case .alreadyFinished:
        if try run.timing().rows.count != training.experiment.training.epochs {
          return "finished, but rows of timing.csv are lost"
        }
      case .ready(let resumed):
        if reported.isFinished { return "the end is forgotten" }
        if let step = reported.step, resumed.state.map({ $0.step < step }) ?? true {
          return "step \(step) is lost"
        }
        try training.run(resumed.recorder, from: resumed.state)
      }
      return try differences(files, store)
    } catch {
      return "\(error)"
    }
  }

  private static func differences(_ files: MemoryFiles, _ store: RunStore) throws -> String? {
    let found = results(files.disk)
    for name in ["checkpoints/step-00000000", "checkpoints/step-00000006"]
    where found[name + ".safetensors"] == nil {
      return "\(name) is missing"
    }
    // A stop leaves a checkpoint where an undisturbed run has none, and another may go for it.
    for (name, bytes) in undisturbed where name != "timing.csv" {
      if name.hasPrefix("checkpoints/") ? found[name] ?? bytes != bytes : found[name] != bytes {
        return "\(name) differs"
      }
    }
    let run = try store.run("fake-001")
    return run.state == .finished && run.record.weightsSHA256 != nil ? nil : "not finished"
  }
}
