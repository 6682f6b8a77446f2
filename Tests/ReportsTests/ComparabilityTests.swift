import Experiments
import JSON
import Reports
import Runs
import Testing

/// What may be compared: one rule for pairs, groups, and each line of a table.
struct ComparabilityTests {
  /// A change of the second group or run; the metric; what both are told.
  static let cases: [(String, JSONValue, String, String)] = [
    ("dataset.name", "idx", "test_accuracy", "dataset.name is csv and idx"),
    (
      "dataset.subset.test", [50, 60], "test_accuracy",
      "the runs were not tested on the same examples"
    ),
    (
      "dataset.subset.train", [0, 39], "train_loss",
      "the runs were not trained on the same examples"
    ),
    ("dataset.label", "z", "train_loss", "the data are not the same"),
    ("loss", ["type": "nll"], "test_loss", "the losses are not the same"),
  ]

  @Test(arguments: cases)
  func `what a pair's line does not compare, groups do not claim`(
    path: String, value: JSONValue, metric: String, reason: String
  ) throws {
    let all = twoGroups { $0.set(path, to: value) }
    let groups = try grouped(all, metric: metric)
    #expect(groups.conclusion[0] == "No claim can be made: \(reason).")
    #expect(groups.json["contrasts"]?[0]?["reason"] == .string(reason))
    #expect(groups.json["contrasts"]?[0]?["paired"] == .null)
    #expect(groups.table.csv.split(separator: "\n").last?.hasSuffix(",,,,,") == true)
    let line = Comparison([all[0], all[4]]).metrics.first { $0.metric == metric }
    #expect(line?.isComparable == [true, false])
  }

  @Test func `groups that saw other data have no winner, nor has a pair's line`() throws {
    let all = twoGroups {
      $0.dataSHA256 = "e"
      $0.predictions = groupedRun("", seed: 1, 0.5, label: 4).predictions
    }
    #expect(try grouped(all).conclusion == ["No claim can be made: the data are not the same."])
    let comparison = Comparison([all[0], all[4]])
    #expect(comparison.metrics.allSatisfy { $0.isComparable == [true, false] })
    #expect(!comparison.pairTable.csv.contains("better"))
    #expect(comparison.conclusion[0].hasPrefix("No claim can be made: the data are not the same"))
  }

  @Test func `other files with the same test labels are judged where the key is about them`() throws
  {
    let all = twoGroups {
      $0.dataSHA256 = "e"
      $0.set("dataset.files", to: ["train": "e.csv"])
    }
    #expect(
      try grouped(all).conclusion == [
        "No claim can be made: the data files differ too, so that a difference may not come from "
          + "optimizer.learning_rate."
      ])
    let files = try grouped(all, by: "dataset.files", metric: "test_accuracy")
    #expect(files.conclusion[0].contains("e.csv\"} is better on these test examples: "))
    #expect(
      try grouped(all, by: "dataset.files", metric: "train_loss").conclusion
        == ["No claim can be made: the data are not the same."])
  }

  @Test func `of three groups the two on the same data are judged`() throws {
    let others = (1...4).map {
      groupedRun("c-\($0)", rate: 1, seed: $0, 0.99 - Double($0) / 300, data: "e", label: 4)
    }
    let groups = try grouped(twoGroups() + others)
    #expect(
      groups.conclusion[0]
        == "Better than learning_rate 0.1: learning_rate 0.5 (on these test examples).")
    #expect(groups.conclusion[1] == "No claim of learning_rate 1: the data are not the same.")
    #expect(groups.conclusion.count == 2)
    #expect(groups.json["contrasts"]?[0]?["reason"] == .null)
  }

  @Test func `a network tested on its training examples claims nothing of others`() {
    let xor = [1, 2].map { seed in
      groupedRun("x-\(seed)", seed: seed, 0.5) {
        $0.set("dataset.name", to: "xor")
        $0.predictions = groupedRun("", seed: 1, 0.5, label: seed + 2).predictions
      }
    }
    #expect(
      Comparison(xor).conclusion == [
        "No claim can be made: x-1 was trained on its test examples, which say nothing of others."
      ])
    let table = xor[0].predictions
    #expect(table?.accuracySentence(areTrainedOn: true)?.contains("interval") == false)
    #expect(table?.accuracySentence(areTrainedOn: false)?.contains("interval") == true)
  }
}

/// What more than one thing may have caused is not laid to one.
struct ConfoundedGroupTests {
  @Test func `a setting that varies inside a group forbids the claim`() throws {
    var all = twoGroups()
    all[1].set("training.epochs", to: 40)
    let groups = try grouped(all)
    #expect(
      groups.conclusion == [
        "No claim can be made: training.epochs differs inside the groups, so that a difference may "
          + "not come from optimizer.learning_rate.",
        "Group by all of them: --group-by optimizer.learning_rate,training.epochs, or choose runs "
          + "that differ in optimizer.learning_rate alone with --where.",
      ])
    #expect(groups.markdown.contains("training.epochs differs inside the groups"))
    #expect(groups.json["contrasts"]?[0]?["welch"] == .null)
  }

  @Test func `a setting that goes with the key is named in the claim`() throws {
    let all = twoGroups { $0.set("training.epochs", to: 40) }
    let groups = try grouped(all)
    #expect(groups.conclusion[0].hasPrefix("learning_rate 0.5 is better on these test examples: "))
    #expect(
      groups.conclusion.last
        == "training.epochs (-, 40) differs too: this is about all of it, not about "
        + "optimizer.learning_rate alone.")
    #expect(groups.json["conclusion"]?.string?.contains("training.epochs (-, 40) differs") == true)
  }

  @Test func `what is kept of a training is no setting of it`() throws {
    var all = twoGroups()
    all[1].set("checkpoint.keep_last", to: 5)
    #expect(
      try grouped(all).conclusion[0].hasPrefix(
        "learning_rate 0.5 is better on these test examples: "))
  }
}
