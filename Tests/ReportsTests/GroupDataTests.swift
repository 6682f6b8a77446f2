import Datasets
import Experiments
import JSON
import Reports
import Runs
import Testing

struct GroupDataTests {
  @Test func `programs get contrasts as numbers, also of two groups`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.25, 0.5]) + groupRuns("b", [0.75, 0.5]), by: "optimizer.type", metric: nil)
    let lines = groups.table.csv.split(separator: "\n").map(String.init)
    #expect(
      lines[0] == "optimizer.type,runs,mean,deviation,95% low,95% high,min,max,"
        + "test_accuracy more than a,more than a: 95% low,more than a: 95% high,p,p (Holm)")
    #expect(lines[1].hasSuffix(",0.25,0.5,,,,,"))
    let cells = lines[2].split(separator: ",").compactMap { Double($0) }
    #expect(cells.count == 12 && cells[7] == 0.25 && cells[10] == 0.5)
    #expect(!groups.table.markdown.contains("more than"))
  }

  @Test func `json has every figure, and null where there is none`() throws {
    let groups = try GroupComparison(
      groupRuns("a", [0.25, 0.5]) + groupRuns("b", [0.75]), by: "optimizer.type", metric: nil)
    let json = groups.json
    #expect(json["groups"]?[0]?["min"] == 0.25 && json["groups"]?[0]?["max"] == 0.5)
    #expect(json["groups"]?[0]?["seeds"] == [1, 2])
    #expect(json["groups"]?[1]?["deviation"] == .null && json["groups"]?[1]?["low"] == .null)
    #expect(json["contrasts"]?[0]?["p_holm"] == .null)
    #expect(json["contrasts"]?[0]?["detectable_difference"] == .null)
    #expect(json["best_two"] == .null)
    let more = try GroupComparison(
      groupRuns("a", [0.25, 0.5, 0.4]) + groupRuns("b", [0.75, 0.5, 0.6]), by: "optimizer.type",
      metric: nil)
    #expect((more.json["contrasts"]?[0]?["detectable_difference"]?.double ?? 0) > 0.1)
  }

  @Test func `markdown has the notes and sentences, one a line`() throws {
    let all =
      groupRuns("a", [0.25, 0.5]) + [groupRun("b-1", "b", seed: 1, 0.75, batch: 64)]
    let text = try GroupComparison(all, by: "optimizer.type", metric: nil).markdown
    #expect(text.contains("\nNo difference can be claimed: a group has one training"))
    #expect(text.contains("\ntraining.batch_size (32, 64) differs too: this is about all of it"))
  }
}
