import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

struct GroupTagTests {
  @Test func `runs are grouped by the tag that tells them apart`() throws {
    let all =
      (1...3).map { groupRun("a-\($0)", "sgd", seed: $0, Double($0) / 10, tags: ["paper", "old"]) }
      + (1...3).map {
        groupRun("b-\($0)", "sgd", seed: $0, Double($0) / 9, tags: ["new", "paper"])
      }
      + (4...5).map { groupRun("c-\($0)", "sgd", seed: $0, Double($0) / 10, tags: ["paper"]) }
    let groups = try GroupComparison(all, by: "tag", metric: nil)
    #expect(groups.groups.map(\.name) == ["old", "new", "tag (none)"])
    #expect(groups.table.csv.split(separator: "\n").last?.hasPrefix(",2,0.45") == true)
  }

  @Test func `a run of two groups is refused, as are runs that no tag tells apart`() {
    let all = [
      groupRun("a", "sgd", seed: 1, 0.1, tags: ["old", "best"]),
      groupRun("b", "sgd", seed: 2, 0.2, tags: ["new"]),
    ]
    let error = #expect(throws: GroupingProblem.self) {
      try GroupComparison(all, by: "tag", metric: nil)
    }
    #expect(
      error?.problem == "--group-by tag: a has the tags old, best, but a run belongs to one group")
    #expect(error?.advice == ["take one away: \(command: .untag(run: "a", removing: "best"))"])
    #expect(throws: GroupingProblem.noTag("tags")) {
      try GroupComparison(groupRuns("a", [0.1, 0.2]), by: "tags", metric: nil)
    }
  }

  @Test func `a group by tag without a number is named as left out`() {
    let all =
      (1...2).map { groupRun("a-\($0)", "sgd", seed: $0, .nan, tags: ["old"]) }
      + (1...2).map { groupRun("b-\($0)", "sgd", seed: $0, 0.3, tags: ["new"]) }
    let error = #expect(throws: GroupingProblem.self) {
      try GroupComparison(all, by: "tag", metric: "test_accuracy")
    }
    #expect(
      error?.problem
        == "--group-by tag: all runs have new; left out: 2 of 2 runs of old have no test_accuracy "
        + "that is a finite number")
  }

  @Test func `a value that is left out does not change the unit of a margin`() throws {
    let all =
      (1...3).map { importedRun("k-\($0)", 0.1 * Double($0), tags: ["keras"], key: "\($0)") }
      + (4...6).map { importedRun("t-\($0)", 0.1 * Double($0), tags: ["torch"], key: "\($0)") }
      + [importedRun("t-7", .infinity, tags: ["torch"], key: "7")]
    let groups = try GroupComparison(all, by: "tag", metric: "test_accuracy", margin: 1)
    #expect(groups.margin == 0.01)
  }

  @Test func `imported runs are compared by their tags, each of them once`() throws {
    let all = [
      importedRun("k-1", 0.1, tags: ["keras"], key: "1"),
      importedRun("k-2", 0.2, tags: ["keras"], key: "2"),
      importedRun("k-3", 0.2, tags: ["keras"], key: "2"),
      importedRun("t-1", 0.3, tags: ["torch"], key: "3"),
      importedRun("t-2", 0.5, tags: ["torch"], key: "4"),
    ]
    let groups = try GroupComparison(all, by: "tag", metric: nil)
    #expect(groups.repeated.isEmpty)
    #expect(
      groups.conclusion[0].hasPrefix(
        "No difference can be claimed from 3 and 2 runs: torch - keras is +23.33 points"))
    #expect(
      groups.notes == [
        "k-1, k-2, k-3, t-1, t-2: imported; test_accuracy alone is compared, and bench cannot know "
          + "whether it means the same, on the same data, with a seed of its own",
        "k-3: same metrics as k-2: imported twice?",
      ])
  }
}
