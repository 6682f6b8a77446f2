import Datasets
import Experiments
import JSON
import Reports
import Testing

struct GroupKeyTests {
  private func problem(
    _ key: String, _ change: (inout ComparedRun) -> Void = { _ in }
  ) -> GroupingProblem? {
    do throws(GroupingProblem) {
      _ = try GroupComparison(twoGroups(change), by: key, metric: nil)
      return nil
    } catch {
      return error
    }
  }

  @Test(
    arguments: [
      ("optimizer.lr", ["did you mean optimizer.learning_rate?"]),
      ("lr", ["did you mean optimizer.learning_rate?"]),
      ("learning_rate", ["did you mean optimizer.learning_rate?"]),
      ("optimzer.learning_rate", ["did you mean optimizer.learning_rate?"]),
      ("subset.train", ["did you mean dataset.subset.train?"]),
      ("experimnt", ["did you mean experiment?"]), ("optimizer.bogus", []),
    ] as [(String, [Remedy])])
  func `a key that no definition has is answered with a whole path`(
    key: String, advice: [Remedy]
  ) {
    let problem = problem(key)
    #expect(problem?.problem == "--group-by \(key): no run's definition has such a value")
    #expect(problem?.advice == advice)
  }

  @Test(arguments: ["sweep", "optimizer.momentum", "training.early_stopping"])
  func `a key that runs can have and none of these has is no misspelling`(key: String) {
    let problem = problem(key) { $0.set("optimizer.momentum", to: .null) }
    #expect(problem?.problem == "--group-by \(key): none of these runs has a value for it")
    #expect(problem?.advice == [])
  }

  @Test func `sweeps and tags are proposed where some run has one`() {
    #expect(problem("sweeps")?.advice == [])
    #expect(problem("sweeps") { $0.sweep = "a" }?.advice == ["did you mean sweep?"])
    #expect(problem("tga")?.advice == [])
    #expect(problem("tga") { $0.tags = ["a"] }?.advice == ["did you mean tag?"])
  }

  @Test(
    arguments: [
      ("test_acuracy", ["did you mean test_accuracy?"]),
      ("best:test_acuracy", ["did you mean best:test_accuracy?"]),
      ("best:test", ["did you mean best:test_accuracy or best:test_loss?"]),
      ("test_acuracy=higher", ["did you mean test_accuracy?"]),
      ("test_accuracy=up", ["which values are better is said by =higher or =lower"]),
    ] as [(String, [Remedy])])
  func `a metric that no run has is answered as it was asked for`(
    text: String, advice: [Remedy]
  ) {
    let problem = #expect(throws: GroupingProblem.self) {
      try MetricChoice(text, among: twoGroups())
    }
    #expect(problem?.problem == "--metric \(text): no run has such a metric")
    #expect(problem?.advice == advice)
  }
}
