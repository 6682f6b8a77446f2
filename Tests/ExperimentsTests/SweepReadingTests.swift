import Experiments
import Testing

struct SweepReadingTests {
  @Test(arguments: [
    (#"{"base": "base", "grid": {"optimizer.learning_rate": [0.1, 0.2]}}"#, nil),
    (
      #"{"base": "base", "gird": {}}"#,
      """
      trial.json:1:18: gird: unknown key
         1 | {"base": "base", "gird": {}}
           |                  ^^^^^^
        did you mean grid?
      """
    ),
    (
      #"{"base": "bose"}"#,
      """
      trial.json:1:2: base: no experiment "bose"
         1 | {"base": "bose"}
           |  ^^^^^^^^^^^^^^
        did you mean "base"?
      """
    ),
    (
      #"{"base": "base", "grid": {"optimizer.learning_rat": [0.1, 0.2]}}"#,
      """
      trial.json:1:54: grid.optimizer.learning_rat.0: optimizer (sgd) has no 'learning_rat'
         1 | {"base": "base", "grid": {"optimizer.learning_rat": [0.1, 0.2]}}
           |                                                      ^^^
        did you mean optimizer.learning_rate?
      """
    ),
    (
      #"{"base": "base", "grid": {"optimizer.learning_rate": [0.1, -0.2]}}"#,
      """
      trial.json:1:60: grid.optimizer.learning_rate.1: must be greater than 0, not -0.2
         1 | {"base": "base", "grid": {"optimizer.learning_rate": [0.1, -0.2]}}
           |                                                            ^^^^
      """
    ),
    (
      #"{"base": "base", "decide_by": "test_accuracy"}"#,
      """
      trial.json:1:18: decide_by: test_accuracy would choose by the test part, and the winner's result would flatter
         1 | {"base": "base", "decide_by": "test_accuracy"}
           |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
        decide by "validation_accuracy"
      """
    ),
    (#"{"base": "base", "grid": {"seed": [1, 2]}}"#, "the seeds have a key of their own"),
    (#"{"base": "base", "grid": {"optimizer.momentum": [0, 0]}}"#, "0 is there twice"),
    (#"{"base": "base", "seeds": [3, 3]}"#, "3 is there twice"),
    (
      #"{"base": "base", "zip": {"optimizer.momentum": [0, 0.1], "training.epochs": [1]}}"#,
      "training.epochs: has 1 values, but optimizer.momentum has 2"
    ),
    (
      """
      {"base": "base", "grid": {"optimizer": [{"type": "adam"}]},
       "zip": {"optimizer.learning_rate": [0.1]}}
      """, "and optimizer overlap: one would replace the other"
    ),
    (
      """
      {"base": "base", "grid": {"optimizer.momentum": [0]},
       "random": {"points": 2, "space": {"optimizer.momentum": {"uniform": [0, 1]}}}}
      """, "varies already in grid"
    ),
    (
      #"{"base": "base", "random": {"points": 2, "space": {"optimizer.momentum": {"uniform": [1, 0]}}}}"#,
      "the first bound must be less than the second, not 1 and 0"
    ),
    (
      #"{"base": "base", "random": {"points": 2, "space": {"optimizer.momentum": {}}}}"#,
      "names no distribution"
    ),
    (
      #"{"base": "base", "random": {"points": 2, "space": {"optimizer.momentum": {"normal": [0, 1]}}}}"#,
      "random.space.optimizer.momentum.normal: unknown key"
    ),
    (
      #"{"base": "base", "halving": {"min_epochs": 8}}"#,
      "must be less than the 8 epochs of base, not 8"
    ),
    (
      #"{"base": "base", "halving": {"min_epochs": 2}, "grid": {"training.epochs": [4, 8]}}"#,
      "halving compares points after the same epochs of one length"
    ),
    (
      """
      {"base": "base", "grid": {"optimizer.nesterov": [true]},
       "tpe": {"rounds": 2, "points": 2, "space": {"optimizer.momentum": {"uniform": [0, 1]}}}}
      """, "chooses all points itself"
    ),
    (
      """
      {"base": "base", "grid": {"training.batch_size": [1, 2, 4, 8, 16, 32]},
       "random": {"points": 90000, "space": {"optimizer.momentum": {"uniform": [0, 1]}}}}
      """, "the sweep has 540000 runs, more than 100000"
    ),
  ])
  func `mistakes are said with place, finding and way out`(text: String, words: String?) throws {
    let found = try sweepComplaint(text)
    guard let words else {
      #expect(found == nil)
      return
    }
    #expect(found?.contains(words) == true, "\(found ?? "nothing")")
  }

  @Test func `a base without a validation part is told how to have one`() throws {
    let found = try sweepComplaint(
      #"{"base": "base", "decide_by": "validation_accuracy"}"#, base: sample())
    #expect(found?.contains("validation_accuracy needs dataset.subset.validation") == true)
    #expect(found?.contains(#"add one to grid: "dataset.subset": [{"#) == true)
    let brought = try sweep(
      #"{"base": "base", "grid": {"dataset.subset.validation": [[600, 700]]}}"#, base: sample())
    #expect(brought.plan.metric == .validationAccuracy)
  }

  @Test func `values of tpe are checked at the ends of its space`() throws {
    let found = try sweepComplaint(
      """
      {"base": "base", "tpe": {"rounds": 2, "points": 2,
        "space": {"training.batch_size": {"integer": [0, 64]}}}}
      """)
    #expect(found?.contains("must be from 1 to 65536, not 0") == true, "\(found ?? "")")
  }

  @Test func `an empty space of tpe proposes nothing`() throws {
    let plan = try sweep(
      """
      {"base": "base", "grid": {"optimizer.momentum": [0, 0.5]},
       "tpe": {"rounds": 5, "points": 4, "space": {}}}
      """
    ).plan
    #expect(plan.points.count == 2)
    #expect(plan.definition.tpe == nil)
  }
}
