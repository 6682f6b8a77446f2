import Experiments
import Testing

struct PlacedDiagnosticTests {
  @Test func `the sample is right`() throws {
    #expect(try complaint(sample()) == nil)
  }

  @Test(arguments: [
    (
      #""learning_rate": 0.1"#, #""learning_rat": 0.1"#,
      """
      experiments/mine.json:12:33: optimizer.learning_rat: unknown key
        12 |   "optimizer": { "type": "sgd", "learning_rat": 0.1 },
           |                                 ^^^^^^^^^^^^^^
        did you mean learning_rate?
        sgd takes learning_rate, momentum, nesterov, weight_decay, clip_norm, weight_decay_on
      """
    ),
    (
      #""learning_rate": 0.1"#, #""learning_rate": -0.1"#,
      """
      experiments/mine.json:12:33: optimizer.learning_rate: must be greater than 0, not -0.1
        12 |   "optimizer": { "type": "sgd", "learning_rate": -0.1 },
           |                                 ^^^^^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #", "batch_size": 32"#, "",
      """
      experiments/mine.json:13:3: training.batch_size: missing, must be an integer from 1 to 65536
        13 |   "training": { "epochs": 2 }
           |   ^^^^^^^^^^^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #""loss""#, #""seed": -1, "loss""#,
      """
      experiments/mine.json:11:3: seed: must be 0 or more, not -1
        11 |   "seed": -1, "loss": { "type": "softmax_cross_entropy" },
           |   ^^^^^^^^^^
      """
    ),
    (
      #""loss": { "type": "softmax_cross_entropy" },"#, "",
      "experiments/mine.json: loss: missing, must be an object with \"type\""
    ),
    (
      #""linear""#, #""dense""#,
      """
      experiments/mine.json:9:7: architecture.4.type: unknown layer "dense"
         9 |     { "type": "dense", "out_features": 10 }
           |       ^^^^^^^^^^^^^^^
        did you mean "linear"?
        one of conv2d, linear, max_pool2d, avg_pool2d, flatten, relu, tanh, sigmoid, leaky_relu, elu, gelu, silu, hard_swish, softmax, dropout, batch_norm, layer_norm, group_norm, conv1d, max_pool1d, avg_pool1d, adaptive_avg_pool2d, add, concat, multiply
      """
    ),
    (
      #""sgd""#, #""admaw""#,
      """
      experiments/mine.json:12:18: optimizer.type: unknown optimizer "admaw"
        12 |   "optimizer": { "type": "admaw", "learning_rate": 0.1 },
           |                  ^^^^^^^^^^^^^^^
        did you mean "adamw"? one of sgd, adam, adamw, rmsprop
      """
    ),
    (
      #""sgd", "learning_rate": 0.1"#, #""adam", "learning_rate": 0.1, "betas": [0.9]"#,
      """
      experiments/mine.json:12:56: optimizer.betas: must have 2 numbers, not 1
        12 |   "optimizer": { "type": "adam", "learning_rate": 0.1, "betas": [0.9] },
           |                                                        ^^^^^^^^^^^^^^
      """
    ),
    (
      #""sgd", "learning_rate": 0.1"#, #""adam", "learning_rate": 0.1, "betas": [0.9, 1]"#,
      """
      experiments/mine.json:12:71: optimizer.betas.1: must be from 0 to less than 1, not 1
        12 |   "optimizer": { "type": "adam", "learning_rate": 0.1, "betas": [0.9, 1] },
           |                                                                       ^
      """
    ),
    (
      #""loss""#, #""schedule": { "type": "one_cycle", "max_lr": 0.1 }, "loss""#,
      """
      experiments/mine.json:11:38: schedule.max_lr: unknown key
        11 |   "schedule": { "type": "one_cycle", "max_lr": 0.1 }, "loss": { "type": "softmax_cross_ent...
           |                                      ^^^^^^^^
        did you mean max_rate? one_cycle takes warmup_steps, max_rate, start_fraction
      """
    ),
    (
      #""loss""#, #""schedule": { "type": "exponential", "gamma": 1.5 }, "loss""#,
      """
      experiments/mine.json:11:40: schedule.gamma: must be greater than 0 and at most 1, not 1.5
        11 |   "schedule": { "type": "exponential", "gamma": 1.5 }, "loss": { "type": "softmax_cross_en...
           |                                        ^^^^^^^^^^^^
      """
    ),
    (
      #""softmax_cross_entropy""#, #""nll""#,
      """
      experiments/mine.json:11:13: loss.type: nll takes probabilities, but the last layer, \
      architecture.4, is linear
        11 |   "loss": { "type": "nll" },
           |             ^^^^^^^^^^^^^
        end architecture with { "type": "softmax" }, or use softmax_cross_entropy
      """
    ),
    (
      #""softmax_cross_entropy""#, #""binary_cross_entropy""#,
      """
      experiments/mine.json:11:13: loss.type: binary_cross_entropy takes probabilities, but the \
      last layer, architecture.4, is linear
        11 |   "loss": { "type": "binary_cross_entropy" },
           |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        end architecture with { "type": "softmax" } or { "type": "sigmoid" }, or use \
      softmax_binary_cross_entropy
      """
    ),
    (
      #""out_features": 10 }"#, #""out_features": 10 }, { "type": "softmax" }"#,
      """
      experiments/mine.json:11:13: loss.type: softmax_cross_entropy has its own softmax, but the \
      last layer, architecture.5, is softmax
        11 |   "loss": { "type": "softmax_cross_entropy" },
           |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        remove that layer, or use nll
      """
    ),
    (
      #""batch_size": 32"#,
      #""batch_size": 32, "early_stopping": { "metric": "validation_loss", "patience": 2 }"#,
      """
      experiments/mine.json:13:68: training.early_stopping.metric: validation_loss needs \
      dataset.subset.validation
        13 | ..., "batch_size": 32, "early_stopping": { "metric": "validation_loss", "patience": 2 } }
           |                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^
        this definition has train_loss, train_accuracy, test_loss, test_accuracy
      """
    ),
    (
      #""kernel_size": 5"#, #""kernel_size": 40"#,
      """
      experiments/mine.json:5:44: architecture.0.kernel_size: 40 does not fit an input of 1x28x28
         5 |     { "type": "conv2d", "out_channels": 6, "kernel_size": 40 },
           |                                            ^^^^^^^^^^^^^^^^^
        use kernel_size 28 or less, or "padding": "same" here, or "padding": 7 in dataset
      """
    ),
    (
      #"{ "type": "max_pool2d", "kernel_size": 2 }"#,
      #"{ "type": "avg_pool2d", "kernel_size": 25 }"#,
      """
      experiments/mine.json:7:29: architecture.2.kernel_size: 25 does not fit an input of 6x24x24
         7 |     { "type": "avg_pool2d", "kernel_size": 25 },
           |                             ^^^^^^^^^^^^^^^^^
        1x28x28 -> 0 conv2d 6x24x24
        use kernel_size 24 or less, or "padding": 1 in dataset
      """
    ),
    (
      #""kernel_size": 5 }"#, #""kernel_size": 5, "stride": 2, "padding": "same" }"#,
      """
      experiments/mine.json:5:75: architecture.0.padding: "same" needs stride 1, not 2
         5 | ...els": 6, "kernel_size": 5, "stride": 2, "padding": "same" },
           |                                            ^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #""out_features": 10"#, #""out_features": 9"#,
      """
      experiments/mine.json:9:25: architecture.4.out_features: an output of 9 does not fit \
      softmax_cross_entropy on mnist, which needs 10
         9 |     { "type": "linear", "out_features": 9 }
           |                         ^^^^^^^^^^^^^^^^^
        1x28x28 -> 0 conv2d 6x24x24 -> 2 max_pool2d 6x12x12 -> 3 flatten 864 -> 4 linear 9
        use out_features 10
      """
    ),
    (
      "[0, 500]", #"[0, 500], "validation": [499, 600]"#,
      """
      experiments/mine.json:3:64: dataset.subset.validation: [499,600] overlaps \
      dataset.subset.train [0,500], expected no example in common
         3 | ..."mnist", "subset": { "train": [0, 500], "validation": [499, 600], "test": [0, 100] } },
           |                                            ^^^^^^^^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #""train": [0, 500]"#, #""validation": [50000, 60000]"#,
      """
      experiments/mine.json:3:45: dataset.subset.validation: [50000,60000] overlaps \
      dataset.subset.train [0,60000], expected no example in common
         3 |   "dataset": { "name": "mnist", "subset": { "validation": [50000, 60000], "test": [0, 100]...
           |                                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        train is all of [0,60000] if it is not given; give "train": [0, 50000]
      """
    ),
    (
      "[0, 500]", "[500, 500]",
      """
      experiments/mine.json:3:45: dataset.subset.train: must be [start, end] with 0 <= start < end, \
      not [500,500]
         3 |   "dataset": { "name": "mnist", "subset": { "train": [500, 500], "test": [0, 100] } },
           |                                             ^^^^^^^^^^^^^^^^^^^
      """
    ),
    (
      #""learning_rate": 0.1"#, #""learning_rate": 0.1, "nesterov": true"#,
      """
      experiments/mine.json:12:55: optimizer.nesterov: true needs a momentum greater than 0
        12 |   "optimizer": { "type": "sgd", "learning_rate": 0.1, "nesterov": true },
           |                                                       ^^^^^^^^^^^^^^^^
        add "momentum": 0.9 to optimizer
      """
    ),
    (
      #""loss""#, #""checkpoint": { "best": "validation_loss" }, "loss""#,
      """
      experiments/mine.json:11:19: checkpoint.best: validation_loss needs dataset.subset.validation
        11 |   "checkpoint": { "best": "validation_loss" }, "loss": { "type": "softmax_cross_entropy" },
           |                   ^^^^^^^^^^^^^^^^^^^^^^^^^
        this definition has train_loss, train_accuracy, test_loss, test_accuracy
      """
    ),
    (
      #""epochs": 2,"#, #""epochs": 2"#,
      """
      experiments/mine.json:13:29: expected ',' or '}', found '"'
        13 |   "training": { "epochs": 2 "batch_size": 32 }
           |                             ^
      """
    ),
  ])
  func `one mistake is answered with its place and a way out`(
    old: String, new: String, expected: String
  ) throws {
    let text = try complaint(sample(replacing: old, with: new))
    #expect(text == expected)
  }

  @Test func `several mistakes come in the order of the text, with their number`() throws {
    let text = sample(replacing: "0.1 }", with: "0.1, \"wd\": 1 }")
      .replacing("\"relu\"", with: "\"rleu\"")
    #expect(
      try complaint(text) == """
        experiments/mine.json:6:7: architecture.1.type: unknown layer "rleu"
           6 |     { "type": "rleu" },
             |       ^^^^^^^^^^^^^^
          did you mean "relu"?
          one of conv2d, linear, max_pool2d, avg_pool2d, flatten, relu, tanh, sigmoid, leaky_relu, elu, gelu, silu, hard_swish, softmax, dropout, batch_norm, layer_norm, group_norm, conv1d, max_pool1d, avg_pool1d, adaptive_avg_pool2d, add, concat, multiply

        error: experiments/mine.json:12:55: optimizer.wd: unknown key
          12 |   "optimizer": { "type": "sgd", "learning_rate": 0.1, "wd": 1 },
             |                                                       ^^^^
          did you mean weight_decay?
          sgd takes learning_rate, momentum, nesterov, weight_decay, clip_norm, weight_decay_on

        error: 2 mistakes in experiments/mine.json; nothing was run
        """)
  }

  @Test func `no more than ten mistakes are printed`() throws {
    let many = (0..<12).map { "\"key\($0)\": 0" }.joined(separator: ", ")
    let text = try #require(try complaint(sample(replacing: "\"loss\"", with: many + ", \"loss\"")))
    #expect(text.split(separator: "unknown key").count == 11)
    #expect(
      text.hasSuffix("12 mistakes in experiments/mine.json, the first 10 shown; nothing was run"))
  }

  @Test(arguments: [
    ("[]", "experiments/mine.json: a definition must be an object, not an array"),
    ("{\"a\": 1, \"a\": 2}", "experiments/mine.json:1:10: duplicate key \"a\""),
    ("", "experiments/mine.json:1:1: expected a value, found the end"),
    ("{\"\u{1B}[2J\": 1}", "experiments/mine.json:1:3: control character U+001B"),
    ("{\"\\u001b[2J\": 1}", "experiments/mine.json:1:2: \\u{1B}[2J: unknown key"),
  ])
  func `a text that is no definition is refused`(text: String, problem: String) throws {
    let complaint = try #require(try complaint(text))
    #expect(complaint.contains(problem))
    #expect(!complaint.contains("\u{1B}"))
  }

  @Test func `a definition may be one mebibyte long and no longer`() throws {
    let padding = String(repeating: " ", count: (1 << 20) - sample().utf8.count)
    #expect(try complaint(sample() + padding) == nil)
    #expect(
      try complaint(sample() + padding + " ")
        == "experiments/mine.json: 1048577 bytes are more than the 1048576 allowed")
  }
}
