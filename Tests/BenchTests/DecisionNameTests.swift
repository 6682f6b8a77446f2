import Testing

/// What `decide` calls the two settings.
struct DecisionNameTests {
  private static let long = #"architecture=[{"type":"linear","out_features":8},{"type":"tanh"},"#

  @Test(arguments: [
    (
      [
        "--against", #"optimizer={"type":"sgd","learning_rate":0.3}"#, "--set",
        #"optimizer={"type":"sgd","learning_rate":0.2}"#,
      ], "learning_rate 0.3 and learning_rate 0.2"
    ),
    (
      ["--against", #"optimizer={"type":"sgd","learning_rate":0.3,"momentum":0.9}"#],
      "learning_rate 0.3/momentum 0.9 and learning_rate 0.1/momentum 0"
    ),
    (
      [
        "--against", #"optimizer={"type":"adam"}"#, "--set",
        #"optimizer={"type":"sgd","learning_rate":0.2}"#,
      ], "adam and sgd"
    ),
    // Of what both have, nothing is named.
    (
      ["--set", "training.batch_size=32", "--set", "optimizer.learning_rate=0.1"],
      "batch_size 4 and batch_size 32"
    ),
    (
      [
        "--against", long + #"{"type":"linear","out_features":1}]"#, "--set",
        long + #"{"type":"relu"},{"type":"linear","out_features":1}]"#,
      ], "line with its --against and line with its --set"
    ),
    (
      ["--set", long + #"{"type":"linear","out_features":1}]"#], "line and line with its --set"
    ),
    (["--against", "other"], "other and line"),
    (
      ["--against", "other", "--set", "optimizer.learning_rate=0.2"],
      "other and line with its --set"
    ),
  ])
  func `an experiment is the name only of itself, unchanged`(words: [String], names: String) {
    let program = BenchProgram()
    let text = """
      {"dataset": {"name": "xor"}, "architecture": [{"type": "linear", "out_features": 1}],
       "loss": {"type": "mse"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 2, "batch_size": 4}}
      """
    program.write(text, to: "experiments/line.json")
    program.write(text.replacing("0.1", with: "0.5"), to: "experiments/other.json")
    let said = program.run(["decide", "line", "--dry-run"] + words)
    #expect(said.output.contains(": \(names) by "), "\(said.output)\(said.messages)")
  }
}
