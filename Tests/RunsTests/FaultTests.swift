import Datasets
import Experiments
import FileTwins
import Files
import Runs
import Testing
import Training

/// Every single call fails once, in starting, training and finishing.
struct FaultTests {
  private let training = FakeTraining(logEverySteps: 2)

  private func undisturbed() throws -> (results: [String: [UInt8]], calls: Int) {
    let files = MemoryFiles()
    let counting = FaultyFiles(files, failing: -1, code: 0)
    try training.run(try RunStore.memory(counting).start(training), from: nil)
    return (results(files), counting.count)
  }

  private func results(_ files: MemoryFiles) -> [String: [UInt8]] {
    files.disk.contents("w/runs").filter { path, _ in
      path.hasPrefix("fake-001/") && !path.hasSuffix("/.lock") && !path.hasSuffix("run.json")
    }
  }

  @Test(arguments: [
    (ENOSPC, false, false), (EIO, false, true), (EIO, true, false), (EIO, true, true),
  ])
  func `after any failed call, or a kill there, resuming ends in the same bytes`(
    code: Int32, isKilled: Bool, savesInBackground: Bool
  ) throws {
    let (expected, calls) = try undisturbed()
    #expect(calls > 90)
    for call in 0..<calls {
      let files = MemoryFiles()
      let failing = FaultyFiles(files, failing: call, code: code, isKilled: isKilled)
      var saved: Int?
      var hadError = false
      do {
        let store = RunStore(
          workspace: Workspace(path: "/w"), files: failing, savesInBackground: savesInBackground)
        let recorder = try store.start(training)
        defer { saved = recorder.lastSaved?.step }
        do {
          try training.run(recorder, from: nil)
        } catch {
          recorder.fail("\(error)")
          throw error
        }
      } catch let error as RunError {
        hadError = true
        #expect(error.kind == .failed && error.fault?.problem == .system(code), "call \(call)")
      }
      let scratch = files.disk.contents("w").keys.filter { $0.contains(".tmp-") }
      #expect(isKilled || scratch.isEmpty, "call \(call) leaves \(scratch)")
      let left = (try? RunFolder(path: "/w/runs", files: MemoryFiles(files.disk)).names()) ?? []
      let begun = try RunStore.memory(MemoryFiles(files.disk)).ids()
      #expect(isKilled || left == begun, "call \(call) leaves half a start")
      let last = try goOn(MemoryFiles(files.disk.after(.none)), savedStep: saved)
      let found = results(last)
      #expect(found.keys.sorted() == expected.keys.sorted(), "call \(call)")
      let differing = found.filter {
        expected[$0.key] != $0.value && !$0.key.hasSuffix("timing.csv")
      }
      #expect(differing.isEmpty, "call \(call): \(differing.keys.sorted())")
      // A call whose failure nobody tells may only be one that nothing depends on.
      #expect(hadError || saved == training.experiment.totalSteps, "call \(call)")
    }
  }

  /// Goes on to the end with files that work again.
  private func goOn(_ files: MemoryFiles, savedStep: Int?) throws -> MemoryFiles {
    let store = RunStore.memory(files)
    guard try store.ids() == ["fake-001"] else {
      #expect(savedStep == nil)
      // The number of a start that was cut off is not used again; the name can be.
      try training.run(try store.start(training, name: "fake-001"), from: nil)
      return files
    }
    if let resumed = try store.run("fake-001").resume().ready {
      if let savedStep { #expect(try #require(resumed.state).step >= savedStep) }
      try training.run(resumed.recorder, from: resumed.state)
    }
    #expect(try store.run("fake-001").state == .finished)
    return files
  }

  @Test
  func `a full disk is told with the room needed and what is safe`() throws {
    let files = MemoryFiles()
    let recorder = try RunStore.memory(files).start(training)
    try recorder.record(.reachedCheckpoint(training.state(step: 0)))
    for step in [1, 2] { try recorder.record(.finishedStep(training.result(step: step))) }
    try recorder.record(.reachedCheckpoint(training.state(step: 2)))
    let bytes = try #require(
      try undisturbed().results["fake-001/checkpoints/step-00000003.safetensors"])
    var message = ""
    for call in 0..<400 where message.isEmpty {
      let again = MemoryFiles(files.disk.after(.none))
      let failing = FaultyFiles(again, failing: call, code: ENOSPC)
      do {
        let resumed = try #require(try RunStore.memory(failing).run("fake-001").resume().ready)
        try resumed.recorder.record(.finishedEpoch(training.result(epoch: 1)))
        try resumed.recorder.record(.reachedCheckpoint(training.state(step: 3)))
      } catch let error as RunError where error.message.contains("needed") {
        message = error.message
        #expect(
          error.advice == [
            "epoch 0 (step 2) is safe",
            "free some space; what can go: \(command: .listGarbage)",
            "then resume: \(command: .resume(run: "fake-001"))",
          ])
      } catch {}
    }
    #expect(
      message
        == "runs/fake-001: \(String(cString: strerror(ENOSPC))), saving step 3 "
        + "(\(bytes.count) bytes needed, 12 kB free)")
  }
}
