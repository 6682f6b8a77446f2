import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

/// Plans of decisions: their files, their ids and their seeds.
struct DecisionPlanTests {
  private static let training = FakeTraining()

  private static func side(epochs: Int = 2) -> DecisionPlan.Side {
    DecisionPlan.Side(
      FakeTraining(epochs: epochs).experiment, settings: ["training.epochs=\(epochs)"],
      dataSHA256: FakeTraining.data, initialSHA256: nil)
  }

  private static func demand(
    base: Int = 2, other: Int = 3, metric: String = "test_accuracy", margin: Double? = nil,
    maximum: Int? = 4, firstSeed: Int? = nil
  ) -> DecisionPlan.Demand {
    DecisionPlan.Demand(
      base: side(epochs: base), other: side(epochs: other), metric: metric, margin: margin,
      alpha: 0.05, minimum: 3, maximum: maximum, firstSeed: firstSeed)
  }

  private static func plan(
    _ demand: DecisionPlan.Demand = demand(), createdAt seconds: Int = 1_700_000_000
  ) -> DecisionPlan {
    DecisionPlan(
      demand, limits: demand.maximum == nil ? [] : [0.0375, 0.02], firstSeed: 7, seenSeeds: [8],
      earlier: ["fake-0123456789"], createdAt: Timestamp(seconds: seconds, nanoseconds: 0),
      benchVersion: "0.1.0")
  }

  @Test(arguments: [Int?.none, 4])
  func `a plan is read as it was written`(maximum: Int?) throws {
    let store = RunStore.memory(MemoryFiles())
    let plan = Self.plan(Self.demand(margin: 0.003, maximum: maximum))
    #expect(try store.decision(plan.id) == nil)
    #expect(try store.begin(plan) == plan && store.decision(plan.id) == plan)
    #expect(store.printedPath(ofDecision: plan.id) == "runs/.decisions/\(plan.id).json")
    let seeds = plan.json["seeds"]?.array?.compactMap(\.int)
    #expect(seeds == maximum.map { _ in [7, 8, 9, 10] })
  }

  @Test func `a plan that is there is not replaced`() throws {
    let store = RunStore.memory(MemoryFiles())
    let first = try store.begin(Self.plan())
    #expect(try store.begin(Self.plan(createdAt: 1_800_000_000)) == first)
  }

  @Test
  func `the id follows from what is asked for, and the seed of a definition is no part of it`()
    throws
  {
    let ids = [
      Self.demand(), Self.demand(other: 4), Self.demand(metric: "test_loss"),
      Self.demand(margin: 0.1), Self.demand(maximum: 5), Self.demand(maximum: nil),
      Self.demand(firstSeed: 7), Self.demand(base: 3, other: 2),
    ].map(\.id)
    #expect(Set(ids).count == ids.count && Self.demand().id == ids[0])
    #expect(ids[0].hasPrefix("fake-") && ids[0].count == "fake-".count + 10)
    let definition = Self.training.experiment.definition
    #expect(definition["seed"] != nil && definition.withoutSeed["seed"] == nil)
  }

  @Test func `decisions between the same two settings are counted, whichever is the base`() throws {
    let store = RunStore.memory(MemoryFiles())
    let late = try store.begin(Self.plan(Self.demand(base: 3, other: 2), createdAt: 1_800_000_000))
    let early = try store.begin(Self.plan(Self.demand(metric: "test_loss")))
    _ = try store.begin(Self.plan(Self.demand(other: 5)))
    #expect(try store.earlierDecisions(than: Self.demand()).ids == [early.id, late.id])
    #expect(try store.earlierDecisions(than: early.demand).ids == [late.id])
  }

  @Test func `a damaged plan is refused and named`() throws {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    let plan = try store.begin(Self.plan())
    let folder = try RunFolder(path: "/w/runs/.decisions", files: files)
    for (old, new) in [
      ("\"alpha\": 0.05", "\"alpha\": 0.5"), ("[0.0375, 0.02]", "[0.0375]"),
      ("bench decision 1", "bench decision 2"), ("\"first_seed\": 7", "\"first_seed\": -7"),
      ("}", ""),
    ] {
      let text = plan.text.replacing(old, with: new)
      #expect(text != plan.text)
      try folder.publish(Array(text.utf8), as: "\(plan.id).json")
      let error = #expect(throws: RunError.self) { try store.decision(plan.id) }
      #expect(error?.message.contains("runs/.decisions/\(plan.id).json: ") == true)
      #expect(throws: RunError.self) { try store.begin(plan) }
      #expect(try store.earlierDecisions(than: Self.demand(metric: "x")).unreadable.count == 1)
    }
  }

  @Test(arguments: Disk.Loss.allCases)
  func `after a loss of power there is the whole plan or none, and none is lost`(loss: Disk.Loss)
    throws
  {
    let files = MemoryFiles()
    files.startRecording()
    let plan = try RunStore.memory(files).begin(Self.plan())
    let moments = files.takeMoments()
    #expect(moments.count > 5)
    for moment in moments {
      let store = RunStore.memory(MemoryFiles(moment.after(loss)))
      let found = try store.decision(plan.id)
      #expect(found == nil || found == plan)
      #expect(try store.begin(plan) == plan)
    }
    #expect(try RunStore.memory(MemoryFiles(files.disk.after(loss))).decision(plan.id) == plan)
  }

  @Test(arguments: [
    ([], 1), ([0], 1), ([42], 1), ([1, 2, 3], 4), ([5], 6), ([21], 1), ([20], 21),
    ([1, 10, 40], 11), ([UInt64.max, 3], 4), ([Int.max].map { UInt64($0) }, 1),
  ])
  func `fresh seeds are the first twenty in a row that no run has`(used: [UInt64], first: Int) {
    #expect(RunStore.firstFreshSeed(of: 20, used: Set(used)) == first)
  }

  @Test func `runs of either setting have used their seeds, others have not`() throws {
    let store = RunStore.memory(MemoryFiles())
    try Self.training.run(try store.start(Self.training), from: nil)
    let run = try store.run("fake-001")
    #expect(try Self.side().includes(run) && !Self.side(epochs: 3).includes(run))
    #expect(try store.seeds(ofRunsOf: [Self.side(epochs: 3), Self.side()]) == [42])
    #expect(try store.seeds(ofRunsOf: [Self.side(epochs: 3), Self.side(epochs: 4)]) == [])
    let ended = try store.endedRuns()
    #expect(try ended.run(key: run.record.runKey, in: store)?.id == "fake-001")
    #expect(try ended.run(key: "0", in: store) == nil)
  }

  @Test func `an unfinished run is no run that has ended`() throws {
    let store = RunStore.memory(MemoryFiles())
    let recorder = try store.start(Self.training)
    try Self.training.run(recorder, from: nil, stopping: .after(step: 2))
    let key = try store.run("fake-001").record.runKey
    #expect(try store.endedRuns().run(key: key, in: store) == nil)
    #expect(try store.seeds(ofRunsOf: [Self.side()]) == [42])
  }
}
