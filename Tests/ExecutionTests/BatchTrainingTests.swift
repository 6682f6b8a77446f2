import Datasets
import Execution
import Experiments
import Runs
import Testing

/// What a batch of trainings tells its listeners.
struct BatchTrainingTests {
  @Test func `a listener hears of each run's beginning, epochs and end, in the batch's order`()
    throws
  {
    try withWorkspace { workspace in
      let listener = StoryListener(hearsSteps: false)
      let ends = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3, 4]), telling: listener)
      let run = ["begin on 1 of 1", "epoch 1", "epoch 2", "predictions", "end"]
      #expect(
        listener.story == ["tiny-001 begins"] + run + ["all to tiny-001"]
          + ["tiny-002 begins"] + run + ["all to tiny-002"])
      #expect(ends.map(\.id) == ["tiny-001", "tiny-002"] && !ends.contains { $0.isLeft })
    }
  }

  @Test func `steps are told only to who hears them`() throws {
    try withWorkspace { workspace in
      let exporter = StoryListener(hearsSteps: false)
      let listener = StoryListener(hearsSteps: true, others: [exporter])
      _ = TinyTraining.train(try TinyTraining.batch(workspace, seeds: [3]), telling: listener)
      #expect(listener.story.count { $0 == "step" } == 4)
      #expect(
        exporter.story == ["begin on 1 of 1", "epoch 1", "epoch 2", "predictions", "end"])
    }
  }

  @Test func `a finished run of the same key is passed, a stopped batch begins nothing`() throws {
    try withWorkspace { workspace in
      _ = try TinyTraining.run(in: workspace)
      let second = StoryListener(hearsSteps: false)
      let ends = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3, 4], isNeeded: true), telling: second)
      #expect(
        second.story.prefix(3) == ["tiny-001 is as good", "all to tiny-001", "tiny-002 begins"])
      #expect(ends.map(\.id) == ["tiny-001", "tiny-002"])
      let stopped = StoryListener(hearsSteps: false, stopsAfter: 0)
      let left = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [5]), telling: stopped)
      #expect(stopped.story == ["all to nothing"] && left.count == 1 && left[0].isLeft)
    }
  }

  @Test func `an unfinished run of the same key is resumed where that is asked for`() throws {
    try withWorkspace { workspace in
      let stopping = StoryListener(hearsSteps: true, stopsAfter: 3)
      let left = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3], name: "chosen"), telling: stopping)
      #expect(left.map(\.id) == ["chosen"] && left[0].isLeft)
      let other = StoryListener(hearsSteps: false)
      _ = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3], isNeeded: true), telling: other)
      #expect(other.story.prefix(2) == ["chosen is passed over", "tiny-001 begins"])
      let store = RunStore(workspace: workspace)
      try store.remove([try store.run("tiny-001")])
      let resuming = StoryListener(hearsSteps: true)
      let ends = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3], isResuming: true), telling: resuming)
      #expect(
        resuming.story == [
          "chosen goes on", "begin on 1 of 1", "step", "epoch 2", "predictions", "end",
          "all to chosen",
        ])
      #expect(ends.map(\.id) == ["chosen"] && !ends[0].isLeft)
    }
  }

  @Test func `a refused run leaves the others alone`() throws {
    try withWorkspace { workspace in
      _ = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3], name: "taken"),
        telling: StoryListener(hearsSteps: false))
      let listener = StoryListener(hearsSteps: false)
      let ends = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [4], name: "taken"), telling: listener)
      #expect(listener.story.count == 2 && listener.story[0].hasPrefix("0 is refused: "))
      guard case .refused(let error as RunError) = ends[0] else {
        Issue.record("not refused: \(ends)")
        return
      }
      #expect(error.kind == .usage)
    }
  }

  @Test func `a rehearsal tells how each run would begin and writes nothing`() throws {
    try withWorkspace { workspace in
      _ = try TinyTraining.run(in: workspace)
      _ = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [4]),
        telling: StoryListener(hearsSteps: true, stopsAfter: 1))
      var story: [String] = []
      let batch = try TinyTraining.batch(workspace, seeds: [3, 4, 5], isResuming: true)
      try batch.rehearse { experiment, result in
        let run = try result.get()
        story.append(
          "\(experiment.seed) \(run.finished?.id ?? "-") \(run.resumable?.id ?? "-")")
      }
      #expect(story == ["3 tiny-001 -", "4 - tiny-002", "5 - -"])
      #expect(try RunStore(workspace: workspace).ids().count == 2)
      let taken = try TinyTraining.batch(workspace, seeds: [5], name: "tiny-001")
      #expect(throws: RunError.self) { try taken.rehearse { _, result in _ = try result.get() } }
    }
  }
}
