package import Experiments

extension GroupComparison {
  /// `10 runs, 2 groups by optimizer.type, seeds 1 2 3 in each; test_accuracy last (--metric)`
  package var heading: String {
    let runs = groups.reduce(0) { $0 + $1.runs.count }
    let seeds = groups.map { $0.seeds?.sorted() }
    var text = "\(runs) runs, \(groups.count) groups by \(key)"
    if let first = seeds[0], seeds.allSatisfy({ $0 == first }), first.count <= 20 {
      text += ", seeds \(first.map(String.init).joined(separator: " ")) in each"
    }
    return text + "; \(metric.words) (--metric)"
  }

  /// A group a row: its mean and how sure that is; of more than two, each against the first.
  package var table: Table {
    let isCompared = groups.count > 2
    var columns: [Table.Column] = [
      .init(key, align: .left, importance: 4), .init("runs", importance: 3),
      .init("mean", importance: 4), .init("deviation", importance: 2),
      .init("95% low", importance: 3), .init("95% high", importance: 3), .init("min"),
      .init("max"),
    ]
    if isCompared {
      columns += [
        .init(
          "\(metric.isInPoints ? "points" : metric.name) more than", groups[0].name,
          importance: 3),
        .init("95% interval", importance: 2), .init("p", "(Holm)", importance: 3),
      ]
    }
    let adjusted = adjustedPValues
    return Table(
      columns,
      rows: groups.enumerated().map { index, group in
        let sample = group.sample
        let cells: [Cell] = [
          .text(group.name, value: group.value), .integer(group.runs.count),
          .metric(sample.mean), .metric(sample.deviation), .metric(sample.interval?.lowerBound),
          .metric(sample.interval?.upperBound), .metric(sample.min), .metric(sample.max),
        ]
        return isCompared ? cells + contrastCells(index, adjusted) : cells
      })
  }

  private func contrastCells(_ index: Int, _ adjusted: [Double?]) -> [Cell] {
    guard index > 0, let difference = contrasts[index - 1].difference else {
      return [.absent, .absent, .absent]
    }
    let p = adjusted[index - 1]
    return [
      .change(difference.value * factor, decimals: decimals),
      .text(
        "\((difference.interval.lowerBound * factor).signed(decimals)) to "
          + (difference.interval.upperBound * factor).signed(decimals)),
      p.map { .text($0.asPValue, value: .number($0)) } ?? .absent,
    ]
  }

  /// Holm's p values of the contrasts; nil where a group has one run.
  package var adjustedPValues: [Double?] {
    let tested = contrasts.indices.filter { contrasts[$0].difference != nil }
    let adjusted = holmAdjusted(tested.compactMap { contrasts[$0].difference?.pValue })
    return contrasts.indices.map { index in
      tested.firstIndex(of: index).map { adjusted[$0] }
    }
  }

  var factor: Double { metric.isInPoints ? 100 : 1 }
  var decimals: Int { metric.isInPoints ? 2 : 4 }
}

extension GroupComparison {
  /// All of it as Markdown.
  package var markdown: String {
    ([heading, ""] + table.markdown.split(separator: "\n").map(String.init) + [""] + conclusion)
      .map { $0 + "\n" }.joined()
  }

  /// Every figure of the comparison as one JSON object.
  package var json: JSONValue {
    let adjusted = adjustedPValues
    return [
      "group_by": .string(key), "metric": .string(metric.name),
      "value": .string(metric.isBest ? "best" : "last"),
      "groups": .array(groups.map(Self.json)),
      "contrasts": .array(
        zip(contrasts, adjusted).map { contrast, p in
          [
            "base": groups[contrast.base].value, "other": groups[contrast.other].value,
            "paired": Self.json(contrast.paired), "welch": Self.json(contrast.welch),
            "p_holm": p.map { .number($0) } ?? .null,
            "probability_of_outperforming": [
              "value": .number(contrast.outperformance.probability),
              "low": .number(contrast.outperformance.interval.lowerBound),
              "high": .number(contrast.outperformance.interval.upperBound),
            ],
          ]
        }),
      "repeated": .array(repeated.map { .string($0) }),
      "conclusion": .string(conclusion.joined(separator: " ")),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  private static func json(_ group: Group) -> JSONValue {
    let sample = group.sample
    return [
      "value": group.value, "runs": .array(group.runs.map { .string($0.id) }),
      "values": .array(sample.values.map { .number($0) }), "mean": .number(sample.mean),
      "deviation": sample.deviation.map { .number($0) } ?? .null,
      "low": sample.interval.map { .number($0.lowerBound) } ?? .null,
      "high": sample.interval.map { .number($0.upperBound) } ?? .null,
    ]
  }

  private static func json(_ difference: MeanDifference?) -> JSONValue {
    guard let difference else { return .null }
    return [
      "difference": .number(difference.value), "low": .number(difference.interval.lowerBound),
      "high": .number(difference.interval.upperBound), "p": .number(difference.pValue),
      "degrees_of_freedom": .number(difference.degreesOfFreedom),
    ]
  }
}
