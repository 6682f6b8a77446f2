import Engine
import Experiments
import Runs
import Testing
import Training

/// What goes over from a checkpoint into a training by another definition.
struct ForkPlanTests {
  /// Six epochs of three steps; patience for two.
  private static func definition(_ changes: [String: String] = [:]) -> ResolvedExperiment {
    var parts = [
      "seed": "42", "train": "[0, 40]", "test": "[0, 3]", "out": "10", "activation": "relu",
      "loss": #"{"type": "softmax_cross_entropy"}"#, "validation": "null",
      "optimizer": #"{"type": "sgd", "learning_rate": 0.1, "momentum": 0.9}"#,
      "epochs": "6", "batch": "16", "shuffle": "true", "stopping": "null", "log": "null",
      "hidden": "4", "best": #""train_loss""#, "augment": "null", "ema": "null", "schedule": "{}",
    ]
    parts.merge(changes) { _, new in new }
    func part(_ name: String) -> String { parts[name] ?? "" }
    return FakeTraining.experiment(
      """
      {"seed": \(part("seed")),
       "dataset": {"name": "mnist", "augment": \(part("augment")), "subset": {"train":
         \(part("train")), "test": \(part("test")), "validation": \(part("validation"))}},
       "architecture": [{"type": "avg_pool2d", "kernel_size": 28}, {"type": "flatten"},
         {"type": "linear", "out_features": \(part("hidden"))}, {"type": "\(part("activation"))"},
         {"type": "linear", "out_features": 10}],
       "loss": \(part("loss")), "optimizer": \(part("optimizer")), "schedule": \(part("schedule")),
       "checkpoint": {"best": \(part("best"))},
       "training": {"epochs": \(part("epochs")), "batch_size": \(part("batch")),
         "shuffle": \(part("shuffle")), "ema": \(part("ema")), "early_stopping": \(part("stopping")),
         "log_every_steps": \(part("log"))}}
      """)
  }

  private static let shapes = [
    ("2.weight", [4, 1]), ("2.bias", [4]), ("4.weight", [10, 4]), ("4.bias", [10]),
  ]

  private static func tensors(_ prefix: String) -> [NamedTensor] {
    shapes.map { name, dimensions in
      NamedTensor(
        name: "\(prefix).\(name)", dimensions: dimensions,
        values: [Float](repeating: 0.5, count: dimensions.reduce(1, *)))
    }
  }

  /// After four epochs, or in the fifth.
  private static func state(batch: Int = 0, stoppingBest: Int? = nil) -> TrainingState {
    TrainingState(
      step: 12 + batch, epoch: 4, batch: batch, model: tensors("model"),
      optimizer: tensors("optimizer.momentum"),
      unfinished: EpochSums(
        loss: Double(batch), correct: batch, examples: min(40, 16 * batch)),
      best: BestEpoch(epoch: 2, step: 6, value: 0.1),
      stoppingBest: stoppingBest.map { BestEpoch(epoch: $0, step: 3 * $0, value: 0.1) })
  }

  private static func rows() throws -> MetricsTable {
    let names = MetricsColumns(definition()).names.joined(separator: ",")
    let rows = (1...4).map { "\($0),\(3 * $0),0.1,0.\($0),0.5,0.2,0.25,abcd\n" }.joined()
    return try MetricsTable(parsing: Array((names + "\n" + rows).utf8))
  }

  private static func plan(
    _ changes: [String: String], from state: TrainingState = state(),
    parent: [String: String] = [:], data: String = FakeTraining.data
  ) throws -> ForkPlan {
    try ForkPlan(
      from: state, metrics: rows(),
      of: ForkPlan.Side(definition(parent), dataSHA256: FakeTraining.data),
      to: ForkPlan.Side(definition(changes), dataSHA256: data))
  }

  @Test(arguments: [
    [:], ["epochs": "9"], ["seed": "7"], ["activation": "tanh"], ["augment": #"{"shift": 1}"#],
    ["optimizer": #"{"type": "sgd", "learning_rate": 0.3, "momentum": 0.5, "clip_norm": 1}"#],
    ["loss": #"{"type": "softmax_cross_entropy", "reduction": "sum"}"#], ["test": "[3, 9]"],
  ])
  func `weights, slots, epoch and step go over`(changes: [String: String]) throws {
    let plan = try Self.plan(changes)
    var expected = Self.state()
    expected.best = plan.state.best
    #expect(plan.state == expected)
    #expect(!plan.hasFreshOptimizer && !plan.countsStepsAnew)
    // The fork has no weights of epoch 2; where the loss means something else, of none.
    let best = changes["loss"] == nil ? BestEpoch(epoch: 4, step: 12, value: 0.4) : nil
    #expect(plan.state.best == best)
  }

  @Test(arguments: [
    (#"{"type": "sgd", "learning_rate": 0.1}"#, 0, 12),
    (#"{"type": "adam", "learning_rate": 0.1}"#, 8, 0),
    (#"{"type": "rmsprop", "learning_rate": 0.1, "momentum": 0.9}"#, 8, 0),
  ])
  func `an optimizer with other slots starts afresh`(
    optimizer: String, tensors: Int, steps: Int
  ) throws {
    let plan = try Self.plan(["optimizer": optimizer])
    #expect(plan.hasFreshOptimizer)
    #expect(plan.state.optimizer.count == tensors)
    #expect(plan.state.optimizer.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
    #expect(plan.state.optimizerSteps == steps)
    #expect(plan.state.step == 12)
  }

  @Test(arguments: [("batch", "8", 20), ("batch", "40", 4), ("train", "[0, 64]", 16)])
  func `steps are counted anew where an epoch has more or fewer`(
    key: String, value: String, step: Int
  ) throws {
    let plan = try Self.plan([key: value])
    #expect(plan.state.step == step)
    #expect(plan.state.epoch == 4)
    #expect(plan.state.optimizerSteps == 12)
    #expect(plan.countsStepsAnew)
  }

  @Test(arguments: [
    (["hidden": "5"], ForkRefusal.tensor("model.2.weight", found: [4, 1], expected: [5, 1])),
    (["epochs": "4"], .nothingLeft(epoch: 4, epochs: 4)),
    (["epochs": "3"], .nothingLeft(epoch: 4, epochs: 3)),
  ])
  func `what does not fit is refused`(changes: [String: String], refusal: ForkRefusal) {
    #expect(throws: refusal) { try Self.plan(changes) }
  }

  @Test func `a tensor that is missing or too many is named`() {
    var state = Self.state()
    let bias = state.model.remove(at: 1)
    #expect(throws: ForkRefusal.tensor("model.2.bias", found: nil, expected: [4])) {
      try Self.plan([:], from: state)
    }
    state = Self.state()
    state.model.append(NamedTensor(name: "model.9.bias", dimensions: [4], values: bias.values))
    #expect(throws: ForkRefusal.tensor("model.9.bias", found: [4], expected: nil)) {
      try Self.plan([:], from: state)
    }
  }

  @Test(arguments: [
    ("batch", "8", ["training.batch_size"]), ("shuffle", "false", ["training.shuffle"]),
    ("seed", "7", ["seed"]), ("train", "[1, 41]", ["the training data"]),
    ("loss", #"{"type": "softmax_cross_entropy", "reduction": "sum"}"#, ["loss"]),
    ("epochs", "9", []), ("test", "[3, 9]", []), ("validation", "[50, 60]", []),
    ("optimizer", #"{"type": "adam", "learning_rate": 0.1}"#, []), ("augment", "{}", []),
  ])
  func `inside an epoch nothing may change that decides its rest`(
    key: String, value: String, changed: [String]
  ) throws {
    let state = Self.state(batch: 2)
    guard changed.isEmpty else {
      #expect(throws: ForkRefusal.insideEpoch(changed: changed)) {
        try Self.plan([key: value], from: state)
      }
      return
    }
    let plan = try Self.plan([key: value], from: state)
    #expect(plan.state.unfinished == state.unfinished)
    #expect(plan.state.batch == 2 && plan.state.step == 14)
    #expect(plan.state.best == nil)
  }

  @Test func `inside an epoch other data are refused`() {
    #expect(throws: ForkRefusal.insideEpoch(changed: ["the training data"])) {
      try Self.plan([:], from: Self.state(batch: 1), data: String(repeating: "ab", count: 32))
    }
  }

  private static func stopping(_ patience: Int) -> String {
    #"{"metric": "train_loss", "mode": "min", "patience": \#(patience)}"#
  }

  @Test func `patience goes on where only the length changes, else it starts at the fork`() throws {
    let parent = ["stopping": Self.stopping(3)]
    let state = Self.state(stoppingBest: 2)
    let longer = try Self.plan(
      ["stopping": Self.stopping(4), "epochs": "9", "log": "2"], from: state, parent: parent)
    #expect(longer.state.stoppingBest == state.stoppingBest)
    let slower = [
      "stopping": Self.stopping(2),
      "optimizer": #"{"type": "sgd", "learning_rate": 0.01, "momentum": 0.9}"#,
    ]
    let here = BestEpoch(epoch: 4, step: 12, value: 0.4)
    #expect(try Self.plan(slower, from: state, parent: parent).state.stoppingBest == here)
    let none = try Self.plan(
      slower.merging(["test": "[4, 9]", "train": "[1, 41]"]) { $1 }, from: state, parent: parent)
    #expect(none.state.stoppingBest == BestEpoch(epoch: 4, step: 12, value: .infinity))
    #expect(try Self.plan(["stopping": Self.stopping(1)]).state.stoppingBest == here)
    #expect(try Self.plan([:], from: state, parent: parent).state.stoppingBest == nil)
  }

  @Test func `a training that early stopping ended has nothing left either`() {
    let stopping = EarlyStopping(metric: .trainLoss, mode: .min, patience: 2)
    #expect(throws: ForkRefusal.endedEarly(stopping, since: 2)) {
      try Self.plan(
        ["stopping": Self.stopping(2), "epochs": "9"], from: Self.state(stoppingBest: 2),
        parent: ["stopping": Self.stopping(2)])
    }
  }

  private static let plateau = #"{"type": "plateau", "metric": "train_loss"}"#

  @Test func `a plateau goes on where only the length changes, else it starts anew`() throws {
    var state = Self.state()
    state.plateau = PlateauState(rate: 0.01, best: 0.1, badEpochs: 3)
    let parent = ["schedule": Self.plateau]
    let longer = try Self.plan(
      ["schedule": Self.plateau, "epochs": "9"], from: state, parent: parent)
    #expect(longer.state.plateau == state.plateau)
    let other = try Self.plan(
      ["schedule": Self.plateau, "seed": "7"], from: state, parent: parent)
    #expect(other.state.plateau == PlateauState(rate: 0.1, largerIsBetter: false))
    #expect(try Self.plan([:], from: state, parent: parent).state.plateau == nil)
    let first = try Self.plan(["schedule": Self.plateau])
    #expect(first.state.plateau == other.state.plateau)
  }

  @Test func `averages go on where both trainings keep them, else they start anew`() throws {
    var state = Self.state()
    state.averages = Self.tensors("ema")
    state.averages[0] = NamedTensor(
      name: "ema.2.weight", dimensions: [4, 1], values: [1, 2, 3, 4])
    state.averagedSteps = 12
    let parent = ["ema": #"{"decay": 0.9}"#]
    let other = try Self.plan(["ema": #"{"decay": 0.5}"#], from: state, parent: parent)
    #expect(other.state.averages == state.averages && other.state.averagedSteps == 12)
    let without = try Self.plan([:], from: state, parent: parent)
    #expect(without.state.averages.isEmpty && without.state.averagedSteps == 0)
    let first = try Self.plan(["ema": #"{"decay": 0.5}"#])
    #expect(first.state.averages == Self.tensors("ema") && first.state.averagedSteps == 0)
  }

  @Test(arguments: [
    ([:], ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]),
    (["train": "[1, 41]"], ["test_loss", "test_accuracy"]),
    (["test": "[1, 4]"], ["train_loss", "train_accuracy"]),
    (
      ["loss": #"{"type": "softmax_cross_entropy", "reduction": "sum"}"#],
      ["train_accuracy", "test_accuracy"]
    ),
    (["test": #"{"count": 3}"#], ["train_loss", "train_accuracy"]),
    (["seed": "7"], ["train_loss", "train_accuracy", "test_loss", "test_accuracy"]),
    (["ema": #"{"decay": 0.9}"#], ["train_loss", "train_accuracy"]),
  ])
  func `only numbers that mean the same are taken over`(
    changes: [String: String], kept: [String]
  ) throws {
    let measures = try Self.plan(changes).measures
    let columns = MetricsColumns(Self.definition()).names
    let others = ["epoch", "step", "learning_rate", "weights_digest"]
    #expect(columns.filter { measures.keeps($0) && !others.contains($0) } == kept)
  }
}
