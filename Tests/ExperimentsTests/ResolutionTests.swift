import Datasets
import Engine
import Experiments
import JSON
import Testing

struct ResolutionTests {
  @Test func `every default is in the resolved definition`() throws {
    let experiment = try resolved(sample())
    #expect(
      experiment.definition.canonicalText == """
        {"architecture":[{"bias":true,"bias_init":"uniform_fan_in","init":"uniform_fan_in",\
        "kernel_size":5,"out_channels":6,"padding":0,"stride":1,"type":"conv2d"},{"type":"relu"},\
        {"kernel_size":2,"stride":2,"type":"max_pool2d"},{"type":"flatten"},{"bias":true,\
        "bias_init":"uniform_fan_in","init":"uniform_fan_in","out_features":10,"type":"linear"}],\
        "checkpoint":{"best":"train_loss","every_epochs":1,"keep_last":3},"dataset":{"name":\
        "mnist","normalize":"unit","padding":0,"subset":{"test":[0,100],"train":[0,500]}},\
        "description":"sample","loss":{"reduction":"mean","type":"softmax_cross_entropy"},\
        "optimizer":{"learning_rate":0.1,"momentum":0,"nesterov":false,"type":"sgd",\
        "weight_decay":0},"schedule":{"type":"constant","warmup_steps":0},"seed":42,"training":\
        {"batch_size":32,"epochs":2,"shuffle":true}}
        """)
  }

  @Test func `resolving a resolved definition changes nothing`() throws {
    let experiment = try resolved(sample())
    let text = experiment.definition.canonicalText
    let again = try ExperimentDefinition(
      name: "mine", parsing: Array(text.utf8), file: "runs/mine-001/definition.json",
      workspace: experiment.dataset.places.workspace
    ).resolved(by: DataFileInspector())
    #expect(again.definition.canonicalText == text)
    #expect(again.defaults.isEmpty)
    #expect(again.architecture == experiment.architecture)
    #expect(again.dataset == experiment.dataset)
  }

  @Test func `a value keeps the form it was given in`() throws {
    let text = sample(
      replacing: "\"kernel_size\": 5",
      with: """
        "kernel_size": 5, "init": {"type": "zeros"}, "bias_init": {"type": "normal", "std": 0.5}
        """)
    let layer = try resolved(text).definition["architecture"]?[0]
    #expect(layer?["init"] == ["type": "zeros"])
    #expect(layer?["bias_init"] == ["type": "normal", "std": 0.5])
  }

  @Test func `null takes an optional value back and leaves no trace`() throws {
    let base = sample(replacing: "\"loss\"", with: "\"checkpoint\": {\"every_steps\": 5}, \"loss\"")
    let mine = #"{"extends": "base", "checkpoint": {"every_steps": null}}"#
    let experiment = try resolved(mine, beside: ["base.json": base])
    #expect(experiment.checkpoint.everySteps == nil)
    #expect(experiment.definition == (try resolved(sample()).definition))
  }

  @Test func `a definition merges over the one it extends`() throws {
    let files = [
      "base.json": sample(), "middle.json": #"{"extends": "base", "seed": 7, "description": "m"}"#,
    ]
    let mine = """
      {"extends": "middle", "optimizer": {"momentum": 0.9}, "description": "mine",
       "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 10}]}
      """
    let experiment = try resolved(mine, beside: files)
    #expect(experiment.seed == 7)
    #expect(experiment.description == "mine")
    #expect(
      experiment.optimizer
        == OptimizerConfiguration(
          .sgd(momentum: 0.9, nesterov: false, weightDecay: 0), learningRate: 0.1))
    #expect(experiment.architecture.count == 2)
    #expect(experiment.definition["extends"] == nil)
  }

  @Test func `an object whose type changes is replaced`() throws {
    let base = sample(
      replacing: "\"training\"",
      with: #""schedule": {"type": "cosine", "min_rate": 0.01, "warmup_steps": 9}, "training""#)
    let mine = #"{"extends": "base", "schedule": {"type": "constant"}}"#
    let experiment = try resolved(mine, beside: ["base.json": base])
    #expect(experiment.schedule == ScheduleConfiguration(.constant))
    let same = #"{"extends": "base", "schedule": {"type": "cosine", "min_rate": 0}}"#
    #expect(
      try resolved(same, beside: ["base.json": base]).schedule
        == ScheduleConfiguration(.cosine(minimumRate: 0), warmupSteps: 9))
  }

  @Test(arguments: [
    (
      #"{"extends": "bsae"}"#,
      """
      experiments/mine.json:1:2: extends: no experiment "bsae"
         1 | {"extends": "bsae"}
           |  ^^^^^^^^^^^^^^^^^
        did you mean "base"?
      """
    ),
    (
      #"{"extends": "circle"}"#,
      """
      experiments/circle.json:1:2: extends: goes round in a circle: mine -> circle -> mine
         1 | {"extends": "mine"}
           |  ^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #"{"extends": "../base"}"#,
      """
      experiments/mine.json:1:2: extends: must be an experiment's name, not "../base"
         1 | {"extends": "../base"}
           |  ^^^^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #"{"extends": "wrong"}"#,
      """
      experiments/wrong.json:1:21: seed: must be 0 or more, not -1
         1 | {"extends": "base", "seed": -1}
           |                     ^^^^^^^^^^
        experiments/mine.json extends it
      """
    ),
  ])
  func `a mistake in inheritance names the file it is in`(text: String, expected: String) throws {
    let files = [
      "base.json": sample(), "circle.json": #"{"extends": "mine"}"#,
      "wrong.json": #"{"extends": "base", "seed": -1}"#,
    ]
    #expect(try complaint(text, beside: files) == expected)
  }

  @Test func `a run's own definition extends nothing`() {
    let error = #expect(throws: DefinitionError.self) {
      try ExperimentDefinition(
        name: "mine", parsing: Array(#"{"extends": "base"}"#.utf8), file: "definition.json"
      ).resolved(by: DataFileInspector())
    }
    #expect(error?.description.contains("only a definition in experiments/ can extend") == true)
  }

  @Test(
    arguments: [
      (Int.max, UInt64(Int.max)), (0, 0),
    ] as [(Int, UInt64)])
  func `a seed is exact over its whole range`(seed: Int, expected: UInt64) throws {
    #expect(try resolved(sample(), set: ["seed=\(seed)"]).seed == expected)
    #expect(try complaint(sample(), set: ["seed=9223372036854775808"]) != nil)
  }

  @Test func `the best epoch is chosen by validation where there is one`() throws {
    let validation = "dataset.subset.validation=[500,600]"
    #expect(try resolved(sample()).checkpoint.best == .trainLoss)
    #expect(try resolved(sample(), set: [validation]).checkpoint.best == .validationAccuracy)
    let mse = "loss={\"type\":\"mse\",\"scale\":0.5}"
    #expect(try resolved(sample(), set: [validation, mse]).checkpoint.best == .validationAccuracy)
    let byTest = try resolved(sample(), set: ["checkpoint.best=\"test_accuracy\""])
    #expect(byTest.warnings.count == 1)
    #expect(try resolved(sample()).warnings.isEmpty)
  }

  @Test func `settings list every path that can be set, and which are defaults`() throws {
    let settings = try resolved(sample()).settings
    let paths = settings.map(\.path.description)
    #expect(paths.first == "description")
    #expect(paths.contains("dataset.subset.validation"))
    #expect(paths.contains("architecture.2.stride"))
    #expect(settings.first { $0.path == JSONPath("optimizer.momentum") }?.isDefault == true)
    #expect(settings.first { $0.path == JSONPath("optimizer.learning_rate") }?.isDefault == false)
    let repeated = try resolved(
      sample(), set: [#"architecture.1={"repeat": 2, "layers": [{"type": "relu"}]}"#]
    ).settings
    let inside = Set(repeated.map(\.path.description)).filter { $0.hasPrefix("architecture.1") }
    #expect(
      inside.isSuperset(of: ["architecture.1.repeat", "architecture.1.layers.0.type"]))
    for setting in settings {
      let override = "\(setting.path)=\(setting.value.canonicalText)"
      #expect(
        try resolved(sample(), set: [override]).definition == resolved(sample()).definition)
    }
  }

  @Test(arguments: [
    ("nll", #"{"type": "softmax"}"#, LossConfiguration.Kind.nll),
    ("binary_cross_entropy", #"{"type": "sigmoid"}"#, .binaryCrossEntropy),
    ("binary_cross_entropy", #"{"type": "softmax"}"#, .binaryCrossEntropy),
    ("softmax_binary_cross_entropy", #"{"type": "relu"}"#, .softmaxBinaryCrossEntropy),
  ])
  func `a loss fits the layer it comes after`(
    loss: String, last: String, kind: LossConfiguration.Kind
  ) throws {
    let text = sample(replacing: "\"out_features\": 10 }", with: "\"out_features\": 10 }, \(last)")
    let experiment = try resolved(text, set: ["loss.type=\"\(loss)\""])
    #expect(experiment.loss == LossConfiguration(kind))
  }

  @Test(arguments: [
    ("nll", "loss.type: nll needs class labels, and this data set has values\n"),
    ("binary_cross_entropy", "binary_cross_entropy needs class labels"),
    (
      "binary_cross_entropy_with_logits",
      "loss.type: binary_cross_entropy_with_logits learns 0 and 1, and linear_regression has other"
    ),
    ("mse", nil), ("l1", nil), ("huber", nil),
  ])
  func `values are learnt by losses that compare values`(loss: String, problem: String?) throws {
    let text = """
      {"dataset": {"name": "linear_regression"},
       "architecture": [{"type": "linear", "out_features": 1}],
       "loss": {"type": "\(loss)"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 1}}
      """
    let complaint = try complaint(text)
    #expect((complaint == nil) == (problem == nil))
    if let problem { #expect(complaint?.contains(problem) == true, "\(complaint ?? "")") }
  }

  @Test(arguments: [
    (#"{"metric":"test_loss","patience":3}"#, EarlyStopping.Mode.min),
    (#"{"metric":"train_accuracy","patience":3}"#, .max),
    (#"{"metric":"test_loss","patience":3,"mode":"max"}"#, .max),
  ])
  func `early stopping knows what is better`(text: String, mode: EarlyStopping.Mode) throws {
    let experiment = try resolved(sample(), set: ["training.early_stopping=\(text)"])
    let stopping = try #require(experiment.training.earlyStopping)
    #expect(stopping.mode == mode)
    #expect(stopping.patience == 3)
    #expect(experiment.warnings.count == (stopping.metric.isTest ? 1 : 0))
    #expect(
      experiment.definition["training"]?["early_stopping"]?["mode"]?.string == mode.rawValue)
  }

  @Test func `a step log is written only where it is asked for`() throws {
    #expect(try resolved(sample()).training.logEverySteps == nil)
    let experiment = try resolved(sample(), set: ["training.log_every_steps=7"])
    #expect(experiment.training.logEverySteps == 7)
  }

  @Test func `sizes follow from the layers`() throws {
    let experiment = try resolved(sample())
    #expect(experiment.inputShape == Shape(1, 28, 28))
    #expect(
      experiment.layers.map(\.output.description) == ["6x24x24", "6x24x24", "6x12x12", "864", "10"])
    #expect(experiment.parameterCount == 6 * 25 + 6 + 864 * 10 + 10)
    #expect(experiment.stepsPerEpoch == 16)
    #expect(experiment.totalSteps == 32)
  }
}
