import Experiments
import JSON
import Reports
import Runs
import Testing

/// An imported run of two epochs, which ends with these values.
private func run(
  _ id: String, tag: String = "", _ values: KeyValuePairs<String, Double>,
  stated: [String: MetricDirection] = [:]
) throws -> ComparedRun {
  let names = values.map(\.key).joined(separator: ",")
  let last = values.map { "\($0.value)" }.joined(separator: ",")
  let first = values.map { _ in "0.1" }.joined(separator: ",")
  var table = try MetricsTable(parsing: Array("epoch,\(names)\n1,\(first)\n2,\(last)\n".utf8))
  table.statedDirections = stated
  return ComparedRun(
    id: id, experiment: "imported", definition: nil, runKey: id, host: "node7", isFinished: true,
    metrics: table, tags: tag.isEmpty ? [] : [tag])
}

struct MetricDirectionTests {
  private static let judging = ["better", "worse", "best"]

  private func groups(
    _ metric: String, asked: String? = nil, stated: [String: MetricDirection] = [:]
  ) throws -> GroupComparison {
    let runs = try [0.51, 0.52, 0.53, 0.81, 0.82, 0.83].enumerated().map { index, value in
      try run(
        "r-\(index)", tag: index < 3 ? "g5" : "g8", [metric: value],
        stated: index == 0 ? stated : [:])
    }
    return try GroupComparison(runs, by: "tag", metric: asked ?? metric)
  }

  @Test(arguments: ["val_dice", "bleu", "brier_score", "error_top1", "fid_score", "acc1"])
  func `of a metric of unknown direction only the size of a difference is told`(
    metric: String
  ) throws {
    let groups = try groups(metric)
    #expect(
      groups.conclusion == [
        "The two differ: g8 - g5 is +0.3000, 95% interval +0.2773 to +0.3227, p = 3.3e-6 "
          + "(Welch's t)."
      ])
    #expect(groups.json["direction"] == .null)
    #expect(groups.json["contrasts"]?[0]?["probability_of_outperforming"] == .null)
    #expect(
      groups.notes[0]
        == "\(metric): whether higher or lower is better is not known; say it: "
        + "--metric \(metric)=higher (or =lower)")
    let comparison = Comparison([
      try run("a", [metric: 0.51]), try run("b", [metric: 0.81]),
    ])
    let text = comparison.pairTable.laidOut(width: 100, style: .plain).text
    #expect(text.contains("+0.3000"))
    #expect(!Self.judging.contains { text.contains($0) })
    let three = Comparison([
      try run("a", [metric: 0.5]), try run("b", [metric: 0.8]), try run("c", [metric: 0.2]),
    ])
    let tables = three.runTables.map { $0.laidOut(width: 100, style: .plain).text }.joined()
    #expect(!Self.judging.contains { tables.contains($0) })
    #expect(three.json["metrics"]?[0]?["best"] == [.null, .null, .null])
  }

  @Test func `a statement or a known name says what is better`() throws {
    let better = "g8 is better on these validation examples: g8 - g5 is +0.3000"
    #expect(
      try groups("metrics/mAP50(B)").conclusion[0]
        .hasPrefix("g8 is better on these examples: g8 - g5 is +0.3000"))
    #expect(try groups("val_f1_macro").conclusion[0].hasPrefix(better))
    #expect(try groups("val_dice", asked: "val_dice=higher").conclusion[0].hasPrefix(better))
    #expect(try groups("val_dice", stated: ["val_dice": .higher]).conclusion[0].hasPrefix(better))
    let worse = "g5 is better on these validation examples: g8 - g5 is +0.3000"
    #expect(try groups("val_dice", asked: "val_dice=lower").conclusion[0].hasPrefix(worse))
    #expect(try groups("val_rmse").conclusion[0].hasPrefix(worse))
    let best = try groups("val_dice", asked: "best:val_dice=lower")
    #expect(best.groups.map(\.sample.mean) == [0.1, 0.1])
  }

  @Test(arguments: [
    (
      "best:val_dice",
      "--metric best:val_dice: whether higher or lower values are better is not "
        + "known"
    ),
    ("val_f1=lower", "--metric val_f1=lower: 'val_f1': higher values are better, not lower ones"),
    ("val_dice=up", "--metric val_dice=up: no run has such a metric"),
  ])
  func `what cannot be known is refused with a way out`(asked: String, problem: String) throws {
    let runs = [
      try run("a", ["val_dice": 0.5, "val_f1": 0.5]), try run("b", ["val_dice": 1, "val_f1": 1]),
    ]
    let error = #expect(throws: GroupingProblem.self) { try MetricChoice(asked, among: runs) }
    #expect(error?.problem == problem)
    #expect(error?.advice.isEmpty == false)
  }

  @Test func `runs that disagree on a metric leave its direction unknown`() throws {
    let runs = [
      try run("a", ["reward": 0.5], stated: ["reward": .higher]),
      try run("b", ["reward": 0.7], stated: ["reward": .lower]),
    ]
    #expect(try MetricChoice("reward", among: runs).direction == nil)
  }

  @Test func `runs of unknown direction are in no order of merit`() throws {
    let runs = try [0.5, 0.9, 0.1].enumerated().map { try run("r-\($0)", ["bleu": $1]) }
    #expect(RunsReport.ranking(of: runs) == [0, 1, 2])
    let known = try [0.5, 0.9, 0.1].enumerated().map { try run("r-\($0)", ["val_f1": $1]) }
    #expect(RunsReport.ranking(of: known) == [1, 0, 2])
  }

  @Test func `percentages are no shares, and no points`() throws {
    let runs = try [91.0, 92, 93, 95, 96, 97].enumerated().map { index, value in
      try run("r-\(index)", tag: index < 3 ? "a" : "b", ["val_accuracy": value])
    }
    let groups = try GroupComparison(runs, by: "tag", metric: "val_accuracy")
    #expect(
      groups.conclusion[0].hasPrefix(
        "b is better on these validation examples: b - a is +4.0000, 95% interval"))
    #expect(groups.groups[0].interval?.contains(92) == true)
  }
}
