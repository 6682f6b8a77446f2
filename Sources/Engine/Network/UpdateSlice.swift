/// Some rows of one stage's weights, or some columns of all its rows, to be updated by one thread.
struct UpdateSlice: Hashable, Sendable {
  let stage: Int
  let rows: Range<Int>
  let columns: Range<Int>
  /// Where they lie in the parameter block: side by side, or run by run.
  let runs: [Range<Int>]
  /// Of the rows; empty where another share has the first column.
  let bias: Range<Int>

  /// From the first of the weights to the last; of columns, others' lie between them.
  var weight: Range<Int> { runs[0].lowerBound..<runs[runs.count - 1].upperBound }

  private init(of stages: [FusedLayer], _ index: Int, rows: Range<Int>, columns: Range<Int>) {
    let (stage, width) = (stages[index], stages[index].trainable?.fanIn ?? 0)
    self.stage = index
    self.rows = rows
    self.columns = columns
    let start = stage.weight.lowerBound
    if columns.count == width {
      runs = [start + rows.lowerBound * width..<start + rows.upperBound * width]
    } else {
      runs = rows.map {
        let row = start + $0 * width
        return row + columns.lowerBound..<row + columns.upperBound
      }
    }
    let biased = stage.bias.isEmpty || columns.lowerBound > 0 ? 0..<0 : rows
    bias = stage.bias.lowerBound + biased.lowerBound..<stage.bias.lowerBound + biased.upperBound
  }

  /// The share and the next, if they are one.
  private func merged(with next: UpdateSlice, of stages: [FusedLayer]) -> UpdateSlice? {
    guard stage == next.stage else { return nil }
    if columns == next.columns, rows.upperBound == next.rows.lowerBound {
      return UpdateSlice(
        of: stages, stage, rows: rows.lowerBound..<next.rows.upperBound, columns: columns)
    }
    guard rows == next.rows, columns.upperBound == next.columns.lowerBound else { return nil }
    return UpdateSlice(
      of: stages, stage, rows: rows, columns: columns.lowerBound..<next.columns.upperBound)
  }

  /// Less than this is not worth a second thread. Of a single group one thread has taken all the
  /// way, and has the weights in its cache: to hand them over and back costs more than their
  /// update, unless they are too many for the cache.
  private static func leastCost(groups: Int) -> Int { groups > 1 ? 10_000 : 100_000 }

  /// Deals all rows to at most `threads` threads.
  ///
  /// - Parameter isDivided: whether the threads share the features of large layers. Then each
  ///   thread updates the rows that it uses forward, which its cache holds.
  static func shares(
    of stages: [FusedLayer], groups: Int, threads: Int, isDivided: Bool
  ) -> [[UpdateSlice]] {
    var shares = shares(of: stages, groups: groups, threads: threads) { stage in
      !isDivided || stage.divisible == nil
    }
    guard isDivided else { return shares }
    while shares.count < threads { shares.append([]) }
    for (index, stage) in stages.enumerated() where stage.learns {
      guard let layer = stage.divisible else { continue }
      for part in 0..<threads {
        let rows = layer.outputs(of: part, in: threads)
        guard !rows.isEmpty else { continue }
        shares[part].append(
          UpdateSlice(of: stages, index, rows: rows, columns: 0..<(stage.trainable?.fanIn ?? 0)))
      }
    }
    return shares
  }

  /// Deals the rows of some stages in order and at nearly equal cost.
  private static func shares(
    of stages: [FusedLayer], groups: Int, threads: Int, where isDealt: (FusedLayer) -> Bool
  ) -> [[UpdateSlice]] {
    var pieces: [(share: UpdateSlice, cost: Int)] = []
    for (index, stage) in stages.enumerated() {
      guard stage.learns, isDealt(stage), let layer = stage.trainable else { continue }
      let cost = layer.updateCost(groups: groups)
      for (rows, columns) in smallestShares(of: layer) {
        pieces.append(
          (
            UpdateSlice(of: stages, index, rows: rows, columns: columns),
            rows.count * columns.count * cost
          ))
      }
    }
    let total = pieces.reduce(0) { $0 + $1.cost }
    let count = max(1, min(threads, total / leastCost(groups: groups)))
    var shares = [[UpdateSlice]](repeating: [], count: count)
    var before = 0
    for piece in pieces {
      let thread = min(count - 1, (before + piece.cost / 2) * count / max(total, 1))
      before += piece.cost
      if let merged = shares[thread].last?.merged(with: piece.share, of: stages) {
        shares[thread][shares[thread].count - 1] = merged
      } else {
        shares[thread].append(piece.share)
      }
    }
    return shares
  }

  /// The smallest shares of a layer: columns of all its rows, or whole rows.
  private static func smallestShares(
    of layer: any TrainableLayer
  ) -> [(rows: Range<Int>, columns: Range<Int>)] {
    let (rows, columns) = (0..<layer.rows, 0..<layer.fanIn)
    if let step = layer.columnStep {
      return stride(from: 0, to: columns.count, by: step).map {
        (rows, $0..<min($0 + step, columns.count))
      }
    }
    return stride(from: 0, to: rows.count, by: layer.rowStep).map {
      ($0..<min($0 + layer.rowStep, rows.count), columns)
    }
  }
}
