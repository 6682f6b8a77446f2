import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

/// A finished run of such an optimizer, which answered some of ten examples wrong.
private func run(
  _ id: String, _ optimizer: JSONValue, of experiment: String = "mine", wrong: Int = 0,
  seed: Int = 42, batch: Int = 32, predictions: Bool = true
) -> ComparedRun {
  let metrics = "epoch,step,train_loss,test_accuracy,weights_digest\n1,5,0.5,0.9,\(id)\n"
  let rows = (0..<10).map { "\($0),3,\($0 < wrong ? 5 : 3),0.5\n" }.joined()
  guard let metrics = try? MetricsTable(parsing: Array(metrics.utf8)),
    let answers = try? PredictionsTable(
      parsing: Array(("index,label,prediction,probability\n" + rows).utf8))
  else { preconditionFailure("the rows above are well formed") }
  return ComparedRun(
    id: id, experiment: experiment,
    definition: [
      "seed": .integer(seed), "optimizer": optimizer,
      "training": ["batch_size": .integer(batch), "epochs": 3],
      "dataset": ["name": "mnist", "subset": ["train": [0, 600]]],
    ], runKey: id, host: "node7", isFinished: true, metrics: metrics,
    predictions: predictions ? answers : nil)
}

private func command(_ sets: String..., of experiment: String = "mine") throws -> TrainingCommand {
  TrainingCommand(
    experiment: experiment, overrides: try sets.map { try DefinitionOverride(parsing: $0) })
}

private let slow: JSONValue = ["type": "sgd", "learning_rate": 0.01]
private let fast: JSONValue = ["type": "sgd", "learning_rate": 0.05]

struct PathSuggestionTests {
  @Test func `the commands train both settings with several seeds and group the runs`() throws {
    let comparison = Comparison([run("a", slow), run("b", fast, wrong: 9)])
    let question = PathSuggestion(
      comparison,
      [
        try command("dataset.subset.train=[0,600]"),
        try command("dataset.subset.train=[0,600]", "optimizer.learning_rate=0.05"),
      ])
    let subset = "dataset.subset.train=[0,600]"
    let rate = "optimizer.learning_rate=0.05"
    func training(_ settings: String..., quietly: Bool = false) -> ProgramCommand {
      .run(
        experiment: "mine", seeds: 1...5, onlyNeeded: true, quietly: quietly, settings: settings)
    }
    let groups = ProgramCommand.compareRuns(
      of: [training(subset, quietly: true), training(subset, rate, quietly: true)],
      groupedBy: ["optimizer.learning_rate"])
    #expect(
      question?.lines == [
        "next  is the setting better? 5 seeds of each would say:",
        "      \(command: training(subset))", "      \(command: training(subset, rate))",
        "      \(command: groups)",
      ])
  }

  @Test func `several keys are in the last command`() throws {
    let adam: JSONValue = ["type": "adam", "learning_rate": 0.002]
    let comparison = Comparison([run("a", slow), run("b", adam, wrong: 9, batch: 64)])
    let question = PathSuggestion(
      comparison, [try command(), try command(#"optimizer={"type":"adam"}"#)])
    guard case .command(.compareRuns(_, let keys))? = question?.lines.last?.parts.last else {
      Issue.record("no command compares")
      return
    }
    #expect(keys == ["optimizer.learning_rate", "optimizer.type", "training.batch_size"])
  }

  @Test func `two experiments are grouped by their names`() throws {
    let comparison = Comparison([run("a", slow), run("b", fast, of: "other", wrong: 9)])
    let question = PathSuggestion(comparison, [try command(), try command(of: "other")])
    guard case .command(.compareRuns(_, let keys))? = question?.lines.last?.parts.last else {
      Issue.record("no command compares")
      return
    }
    #expect(keys == ["experiment"])
  }

  @Test func `where only seeds differ or nothing can be claimed nothing is asked`() throws {
    let commands = [try command(), try command("optimizer.learning_rate=0.05")]
    let first = run("a", slow)
    #expect(
      PathSuggestion(Comparison([first, run("b", slow, wrong: 9, seed: 1)]), commands) == nil)
    #expect(
      PathSuggestion(Comparison([first, run("b", fast, predictions: false)]), commands) == nil)
    #expect(PathSuggestion(Comparison([first, run("b", fast)]), [commands[0], nil]) == nil)
    #expect(
      PathSuggestion(
        Comparison([first, run("b", fast), run("c", fast, seed: 1)]), commands + [commands[1]])
        == nil)
  }
}
