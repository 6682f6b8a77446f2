import Datasets
import Engine
import Experiments
import JSON
import Testing

struct DefinitionOverrideTests {
  @Test(arguments: [
    (
      "optimizer.lr=0.1",
      """
      --set optimizer.lr=0.1: optimizer (sgd) has no 'lr'
        did you mean optimizer.learning_rate? every path: show("mine")
      """
    ),
    (
      "momentum=0.9",
      """
      --set momentum=0.9: the definition has no 'momentum'
        did you mean optimizer.momentum? every path: show("mine")
      """
    ),
    (
      "lr=0.1",
      """
      --set lr=0.1: the definition has no 'lr'
        did you mean optimizer.learning_rate? every path: show("mine")
      """
    ),
    (
      "training.train=1",
      """
      --set training.train=1: training has no 'train'
        did you mean dataset.files.train, dataset.subset.train or dataset.train? every path: show("mine")
      """
    ),
    (
      "loss.epochs=1",
      """
      --set loss.epochs=1: loss (softmax_cross_entropy) has no 'epochs'
        did you mean training.epochs? every path: show("mine")
      """
    ),
    (
      "optimizer.optimizer=1",
      """
      --set optimizer.optimizer=1: optimizer (sgd) has no 'optimizer'
        did you mean optimizer? every path: show("mine")
      """
    ),
    (
      "optimzer.momentum=0.9",
      """
      --set optimzer.momentum=0.9: the definition has no 'optimzer'
        did you mean optimizer? every path: show("mine")
      """
    ),
    (
      "architecture.0.filters=3",
      """
      --set architecture.0.filters=3: architecture.0 (conv2d) has no 'filters'
        did you mean architecture.0.out_channels? every path: show("mine")
      """
    ),
    (
      "dataset.normalize=standart",
      """
      --set dataset.normalize=standart: unknown normalization "standart"
        did you mean "standard"? one of unit, standard
      """
    ),
    (
      "optimizer.learning_rate=high",
      """
      --set optimizer.learning_rate=high: high is not JSON
        expected a number greater than 0
      """
    ),
    (
      "dataset.subset.test=[0,",
      """
      --set dataset.subset.test=[0,: [0, is not JSON
        column 4: expected a value, found the end
      """
    ),
    (
      "dataset.augment.rotation=5",
      """
      --set dataset.augment.rotation=5: dataset.augment has no 'rotation'
        did you mean dataset.augment.rotate? every path: show("mine")
      """
    ),
    (
      #"dataset.augment={"shift":-1}"#,
      #"--set dataset.augment={"shift":-1}: dataset.augment.shift: must be from 0 to 1024, not -1"#
    ),
    (
      "dataset.augment.rotate=181",
      "--set dataset.augment.rotate=181: must be from 0 to 180, not 181"
    ),
    (
      "dataset.augment.scale=1",
      "--set dataset.augment.scale=1: must be from 0 to less than 1, not 1"
    ),
    (
      #"dataset={"name":"xor","augment":{"shift":1}}"#,
      """
      --set dataset={"name":"xor","augment":{"shift":1}}: dataset (xor) has no 'augment'
        every path: show("mine")
      """
    ),
    ("seed.x=1", "--set seed.x=1: seed is 42 and has no 'x'"),
    (
      "architecture.05.bias=true",
      "--set architecture.05.bias=true: architecture has 5 elements, from 0, and no '05'"
    ),
    ("training.epochs=0", "--set training.epochs=0: must be from 1 to 1000000, not 0"),
    (
      "training.epochs=null",
      "--set training.epochs=null: must be an integer from 1 to 1000000, not null"
    ),
    (
      "optimizer.learning_rate=1e39",
      "--set optimizer.learning_rate=1e39: must be finite in float32, not 1e+39"
    ),
    (
      #"schedule={"type":"step"}"#,
      #"--set schedule={"type":"step"}: schedule.step_size: missing, must be an integer from 1 to 1000000000"#
    ),
    (
      "optimizer",
      """
      --set optimizer: expected PATH=JSON
        as in --set optimizer.learning_rate=0.05
      """
    ),
    (
      "a..b=1",
      """
      --set a..b=1: 'a..b' is not a path
        a path is keys with dots between, as optimizer.momentum
      """
    ),
    (
      "extends=mlp-sgd",
      """
      --set extends=mlp-sgd: only a definition in experiments/ can extend another
        write one, as experiments/mine.json: {"extends": "NAME", …}
      """
    ),
    (
      "extends.x=null",
      """
      --set extends.x=null: only a definition in experiments/ can extend another
        write one, as experiments/mine.json: {"extends": "NAME", …}
      """
    ),
  ])
  func `a mistaken override is answered as it was typed`(
    override: String, expected: String
  ) throws {
    let text = sample(replacing: "\"loss\"", with: "\"seed\": 42, \"loss\"")
    #expect(try complaint(text, set: [override]) == expected)
  }

  @Test func `epochs and seed have short forms that keep their text`() throws {
    try withFolder(["mine.json": sample()]) { folder in
      let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
      let experiment = try library.resolve("mine", overrides: [.epochs(7), .seed(0)])
      #expect(experiment.training.epochs == 7)
      #expect(experiment.seed == 0)
      let error = #expect(throws: DefinitionError.self) {
        try library.resolve("mine", overrides: [.epochs(0)])
      }
      #expect(error?.description == "--epochs 0: must be from 1 to 1000000, not 0")
    }
  }

  @Test func `an override replaces the value whole and the last one wins`() throws {
    let momentum = "optimizer.momentum=0.9"
    let whole = #"optimizer={"type":"sgd","learning_rate":1}"#
    #expect(
      try resolved(sample(), set: [momentum, whole]).optimizer
        == resolved(sample(), set: [whole]).optimizer)
    let experiment = try resolved(sample(), set: [whole, momentum, "schedule.warmup_steps=5"])
    #expect(experiment.definition["optimizer"]?["momentum"] == 0.9)
    #expect(experiment.optimizer.learningRate == 1)
    #expect(experiment.schedule.warmupSteps == 5)
  }

  @Test(arguments: [
    ("optimizer.type=adam", "adam"), ("dataset.normalize=standard", "standard"),
    (#"optimizer.type="adam""#, "adam"),
    (
      "description=two words, = and 'quotes'",
      "two words, = and 'quotes'"
    ), ("description=3", "3"), ("description=true", "true"),
    ("description=null", nil), ("training.epochs=3", nil), ("dataset.label=3", nil),
    ("dataset.label=species", "species"), ("architecture.0.padding=same", "same"),
    ("architecture.0.padding=2", nil), ("loss=mse", nil),
  ])
  func `a text needs no quotes where a text is expected`(argument: String, text: String?) throws {
    let override = try? DefinitionOverride(parsing: argument)
    #expect(override?.value.string == text)
  }

  @Test(arguments: [("sgd", 0.001), ("adam", 0.001), ("adamw", 0.001), ("rmsprop", 0.01)])
  func `an optimizer's name alone has PyTorch's rate`(type: String, rate: Double) throws {
    let experiment = try resolved(sample(), set: [#"optimizer={"type":"\#(type)"}"#])
    #expect(experiment.optimizer.learningRate == rate)
    #expect(experiment.definition["optimizer"]?["learning_rate"] == .number(rate))
  }

  @Test func `what an override makes impossible elsewhere names the override`() throws {
    let text = sample(replacing: "\"name\"", with: "\"padding\": 1, \"name\"")
      .replacing("\"kernel_size\": 2 }", with: "\"kernel_size\": 25 }")
    #expect(try complaint(text) == nil)
    #expect(
      try complaint(text, set: ["dataset.padding=0"]) == """
        experiments/mine.json:7:29: architecture.2.kernel_size: 25 does not fit an input of 6x24x24
           7 |     { "type": "max_pool2d", "kernel_size": 25 },
             |                             ^^^^^^^^^^^^^^^^^
          1x28x28 -> 0 conv2d 6x24x24
          use kernel_size 24 or less, or "padding": 1 in dataset
          with --set dataset.padding=0
        """)
  }

  @Test func `a mistake in the file is placed there although options are given`() throws {
    let text = sample(replacing: "0.1 }", with: "0.1, \"lr\": 1 }")
    let complaint = try #require(try complaint(text, set: ["optimizer.momentum=0.5"]))
    #expect(complaint.hasPrefix("experiments/mine.json:12:55: optimizer.lr: unknown key"))
  }
}
