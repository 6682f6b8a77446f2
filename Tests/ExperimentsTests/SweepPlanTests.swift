import Engine
import Experiments
import JSON
import Testing

struct SweepPlanTests {
  @Test func `grid, zip and random multiply`() throws {
    let plan = try sweep(
      """
      {"base": "base", "grid": {"training.batch_size": [32, 64], "optimizer.momentum": [0, 0.5, 0.9]},
       "zip": {"architecture.0.out_channels": [6, 12], "architecture.0.kernel_size": [5, 3]},
       "random": {"points": 4, "space": {"optimizer.learning_rate": {"log_uniform": [0.01, 0.1]}}},
       "seeds": [1, 2]}
      """
    ).plan
    #expect(plan.points.count == 2 * 3 * 2 * 4)
    #expect(plan.points.flatMap { plan.trials(of: $0) }.count == 96)
    #expect(plan.metric == .validationAccuracy)
    // The first path is the slowest; each cell has the same draws.
    #expect(
      plan.points.map { $0.values["optimizer.momentum"]?.double }
        == [0, 0.5, 0.9].flatMap {
          [Double?](repeating: $0, count: 16)
        })
    let rates = plan.points.map { $0.values["optimizer.learning_rate"] }
    #expect(Array(rates[..<4]) == Array(rates[44...]))
    let kernels = plan.points.map {
      [$0.values["architecture.0.out_channels"], $0.values["architecture.0.kernel_size"]]
    }
    #expect(Set(kernels) == [[6, 5], [12, 3]])
  }

  @Test func `a point's name follows from its values, in whatever order they are written`() throws {
    let first = try sweep(
      #"{"base": "base", "grid": {"optimizer.momentum": [0.5], "training.batch_size": [32, 64]}}"#)
    let second = try sweep(
      #"{"base": "base", "grid": {"training.batch_size": [64, 32], "optimizer.momentum": [5e-1]}}"#)
    let names = first.plan.points.flatMap { first.plan.trials(of: $0).map(\.id) }
    // The SHA-256 of {"optimizer.momentum":0.5,"training.batch_size":32}, and with 64.
    #expect(names == ["trial-d0a8c9-s42", "trial-03afa8-s42"])
    #expect(second.plan.points.flatMap { second.plan.trials(of: $0).map(\.id) } == names.reversed())
  }

  @Test func `seeds and folds are in the names`() throws {
    let plan = try sweep(
      #"{"base": "base", "grid": {"optimizer.momentum": [0.5]}, "seeds": [7, 3], "folds": 2}"#,
      base: sample(
        replacing: #""subset": { "train": [0, 500], "test": [0, 100] }"#,
        with: #""split": { "validation": 0.1 }"#)
    ).plan
    let names = plan.trials(of: plan.points[0]).map { $0.id.dropFirst("trial-123456".count) }
    #expect(names == ["-s7-f0", "-s7-f1", "-s3-f0", "-s3-f1"])
    let overrides = plan.overrides(of: plan.trials(of: plan.points[0])[1])
    #expect(
      overrides.map { $0.path.description } == [
        "optimizer.momentum", "dataset.folds.count", "dataset.folds.index", "seed",
      ])
  }

  @Test func `of labels that begin alike the one that sorts first is the shortest`() {
    let a = String(repeating: "a", count: 64)
    let digests = ["aaaaaab" + a.dropFirst(7), "b" + a.dropFirst(), a]
    #expect(SweepPlan.labels(of: digests) == ["aaaaaab", "baaaaa", "aaaaaa"])
    #expect(SweepPlan.labels(of: digests.reversed()) == ["aaaaaa", "baaaaa", "aaaaaab"])
  }

  @Test func `a sweep without settings has one point`() throws {
    let plan = try sweep(#"{"base": "base", "seeds": [1, 2, 3]}"#).plan
    #expect(plan.points.count == 1)
    #expect(plan.points.flatMap { plan.trials(of: $0).map(\.seed) } == [1, 2, 3])
  }

  @Test func `drawn values are functions of seed, point and place`() throws {
    let text = """
      {"base": "base", "seed": 5, "random": {"points": 3, "space": {
        "optimizer.learning_rate": {"log_uniform": [0.001, 0.1]},
        "optimizer.momentum": {"uniform": [0, 0.99]},
        "training.batch_size": {"integer": [16, 64]}}}}
      """
    let points = try sweep(text).plan.points
    for (index, point) in points.enumerated() {
      let stream = Philox(seed: 5, purpose: .sweep, index: UInt32(index))
      let rate = 0.001 * ExactMath.exp(stream.uniform(0) * ExactMath.log(0.1 / 0.001))
      #expect(point.values["optimizer.learning_rate"] == .number(rate))
      #expect(point.values["optimizer.momentum"] == .number(stream.uniform(1) * 0.99))
      #expect(point.values["training.batch_size"] == .integer(16 + Int(stream.uniform(2) * 49)))
    }
    let other = try sweep(text.replacing(#""seed": 5"#, with: #""seed": 6"#)).plan.points
    #expect(Set(points.map(\.values)).isDisjoint(with: other.map(\.values)))
  }

  @Test func `draws cover their ranges`() {
    let space = SweepSpace([
      .init(path: "a", distribution: .integer(3...5)),
      .init(path: "b", distribution: .choice(["x", "y"])),
    ])
    let drawn = (0..<200).map { space.draw(from: Philox(seed: 1, purpose: .sweep, index: $0)) }
    #expect(Set(drawn.compactMap { $0["a"] }) == [3, 4, 5])
    #expect(Set(drawn.compactMap { $0["b"] }) == ["x", "y"])
  }

  @Test func `points that are drawn twice are one point`() throws {
    let plan = try sweep(
      """
      {"base": "base", "random": {"points": 50, "space": {"training.batch_size": {"choice": [8, 16]}}}}
      """
    ).plan
    #expect(plan.points.count == 2)
  }

  @Test func `constants belong to the base as well`() throws {
    let plan = try sweep(
      """
      {"base": "base", "grid": {"training.epochs": [3], "optimizer.momentum": [0.5, 0.9]},
       "seeds": [4, 9], "confirm_seeds": 3}
      """
    ).plan
    #expect(plan.epochs == 3)
    let confirmation = plan.confirmation(of: plan.points[1])
    #expect(
      confirmation.map { $0.values } == [
        SweepValues(["training.epochs": 3]),
        SweepValues(["optimizer.momentum": 0.9, "training.epochs": 3]),
      ])
    #expect(confirmation[0].trials.map(\.seed) == [10, 11, 12])
    #expect(confirmation[1].trials[0].id == "trial-\(plan.points[1].label)-s10")
  }
}
