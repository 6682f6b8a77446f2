import Datasets
import Engine
import Execution
import Experiments
import Files
import Runs
import Testing
import Training

/// What is done with a run that is there: resumed, forked, evaluated, verified.
struct SessionTests {
  @Test func `a finished run is not resumed, one that was stopped is trained to its end`() throws {
    try withWorkspace { workspace in
      let finished = try TinyTraining.run(in: workspace)
      guard case .finished(let experiment) = try resume(finished) else {
        Issue.record("a finished run is resumed")
        return
      }
      #expect(experiment.seed == 3)
      _ = TinyTraining.train(
        try TinyTraining.batch(workspace, seeds: [3]),
        telling: StoryListener(hearsSteps: true, stopsAfter: 1))
      let store = RunStore(workspace: workspace)
      guard case .ready(let session, let report) = try resume(store.run("tiny-002")) else {
        Issue.record("a stopped run is not resumed")
        return
      }
      #expect(report.checkpoint?.step == 1)
      _ = try session.perform(telling: [], isStopped: { false })
      let again = try store.run("tiny-002").record
      #expect(again.state == .finished && again.weightsSHA256 == finished.record.weightsSHA256)
    }
  }

  private func resume(_ run: Run) throws -> ResumedTraining {
    try ResumedTraining(
      of: run, from: .latest, with: TinyTraining.resources, by: { TinyTraining.provenance })
  }

  @Test func `a fork begins with the checkpoint and its own definition`() throws {
    try withWorkspace { workspace in
      let parent = try TinyTraining.run(in: workspace)
      let store = RunStore(workspace: workspace)
      let fork = try ForkedTraining(
        of: parent, at: .latest, changedBy: [.epochs(3)], name: "longer", in: store,
        with: TinyTraining.resources, by: { TinyTraining.provenance })
      #expect(fork.plan.state.step == 4 && fork.session.resuming?.step == 4)
      let listener = StoryListener(hearsSteps: true)
      _ = try fork.session.perform(telling: [listener], isStopped: { false })
      #expect(
        listener.story == ["begin on 1 of 1", "step", "step", "epoch 3", "predictions", "end"])
      let record = try store.run("longer").record
      #expect(record.parent?.run == "tiny-001" && record.state == .finished)
      let runKey = try store.run("longer").resolvedExperiment()
        .runKey(dataSHA256: record.dataSHA256, source: record.parent?.source)
      #expect(record.runKey == runKey)
    }
  }

  private func evaluate(
    _ run: Run, on part: DataPart = .test, _ overrides: [DefinitionOverride] = [],
    isStopped: Bool = false
  ) throws -> RunEvaluation.Outcome? {
    var hasBegun = false
    let outcome = try RunEvaluation(
      of: run, at: .latest, on: part, changedBy: overrides, with: TinyTraining.resources
    ).perform(beginning: { hasBegun = true }, isStopped: { isStopped })
    #expect(hasBegun)
    return outcome
  }

  @Test func `an evaluation finds what the training found`() throws {
    try withWorkspace { workspace in
      let run = try TinyTraining.run(in: workspace)
      let outcome = try #require(try evaluate(run))
      #expect(outcome.step == 4 && outcome.evaluation.predictions.count == 4)
      #expect(outcome.evaluation.metrics.loss == (try run.summary()["test_loss"]?.last))
      #expect(try evaluate(run, isStopped: true) == nil)
    }
  }

  @Test func `an evaluation refuses what the weights are not made for`() throws {
    try withWorkspace { workspace in
      let run = try TinyTraining.run(in: workspace)
      let evaluation = { (part: DataPart, overrides: [DefinitionOverride]) in
        try RunEvaluation(
          of: run, at: .latest, on: part, changedBy: overrides, with: TinyTraining.resources
        ).perform(beginning: {}, isStopped: { false })
      }
      #expect {
        try evaluation(.validation, [])
      } throws: { error in
        if case EvaluationRefusal.noPart(.validation, "tiny-001", _) = error { true } else { false }
      }
      let layer = try DefinitionOverride(parsing: #"architecture.0.bias=false"#)
      #expect {
        try evaluation(.test, [layer])
      } throws: { error in
        if case EvaluationRefusal.otherNetwork = error { true } else { false }
      }
    }
  }

  @Test func `a verification proves the segments and notes it, unless it is stopped`() throws {
    try withWorkspace { workspace in
      let run = try TinyTraining.run(in: workspace)
      let stopped = VerificationStory(isStopped: true)
      #expect(try verify(run, telling: stopped) == nil)
      #expect(stopped.story == ["begin", "train 1", "end"])
      let store = RunStore(workspace: workspace)
      #expect(try store.run(run.id).record.verified == nil)
      let listener = VerificationStory(isStopped: false)
      let outcome = try #require(try verify(run, telling: listener))
      #expect(
        listener.story == [
          "begin", "train 1", "step", "step", "proved 0", "step", "step", "proved 1", "end",
        ])
      #expect(outcome.jobs == 1 && outcome.proofs.allSatisfy(\.isSame))
      #expect(try store.run(run.id).record.verified?.holds == true)
    }
  }

  private func verify(
    _ run: Run, telling listener: VerificationStory
  ) throws -> VerificationSession.Outcome? {
    try VerificationSession(
      of: run, from: nil, to: nil, jobs: 1, threads: 1, kernels: .best, benchVersion: "0"
    ).perform(telling: listener)
  }

  @Test(arguments: [(1, nil, 1), (2, 3, 3), (1, 5, 5)])
  func `threads are what was asked for, else a share of the processors`(
    jobs: Int, asked: Int?, threads: Int
  ) {
    let resources = ComputeResources(threads: asked, jobs: jobs, kernels: .best)
    #expect(resources.threads == (asked ?? ProcessorCount.usable / jobs))
    #expect(ComputeResources(threads: nil, jobs: 1000, kernels: .best).threads == 1)
  }
}

/// Writes down what a verification tells.
private final class VerificationStory: VerificationListener {
  let isStopped: Bool
  private let heard = Guarded<[String]>([])
  var story: [String] { heard.withLock { $0 } }

  init(isStopped: Bool) { self.isStopped = isStopped }

  private func note(_ line: String) { heard.withLock { $0.append(line) } }

  func begin() { note("begin") }
  func train(_ plan: VerificationPlan, files: FileCheck, jobs: Int) { note("train \(jobs)") }
  func end() { note("end") }
  func failToRecord(_ error: RunError) { note("not recorded") }

  func take(_ event: RunVerification.Event) {
    switch event {
    case .trainedStep: note("step")
    case .proved(let index, _): note("proved \(index)")
    }
  }
}
