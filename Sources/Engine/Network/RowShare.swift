/// Some rows of one stage's weights, to be updated by one thread.
struct RowShare: Hashable, Sendable {
  let stage: Int
  let rows: Range<Int>
  /// Where they lie in the parameter block.
  let weight: Range<Int>
  let bias: Range<Int>

  private init(of stages: [Stage], _ index: Int, rows: Range<Int>) {
    let stage = stages[index]
    self.stage = index
    self.rows = rows
    weight = rows.scaled(by: stage.trainable?.fanIn ?? 0, from: stage.weight.lowerBound)
    bias = rows.scaled(by: stage.bias.isEmpty ? 0 : 1, from: stage.bias.lowerBound)
  }

  /// Less than this is not worth a second thread. Of a single group one thread has taken all the
  /// way, and has the weights in its cache: to hand them over and back costs more than their
  /// update, unless they are too many for the cache.
  private static func leastCost(groups: Int) -> Int { groups > 1 ? 10_000 : 100_000 }

  /// Deals all rows to at most `threads` threads, in order and at nearly equal cost.
  static func shares(of stages: [Stage], groups: Int, threads: Int) -> [[RowShare]] {
    var pieces: [(share: RowShare, cost: Int)] = []
    for (index, stage) in stages.enumerated() {
      guard let layer = stage.trainable else { continue }
      let cost = layer.fanIn * costOfWeight(layer, groups: groups)
      for row in stride(from: 0, to: layer.rows, by: layer.rowStep) {
        let rows = row..<min(row + layer.rowStep, layer.rows)
        pieces.append((RowShare(of: stages, index, rows: rows), rows.count * cost))
      }
    }
    let total = pieces.reduce(0) { $0 + $1.cost }
    let count = max(1, min(threads, total / leastCost(groups: groups)))
    var shares = [[RowShare]](repeating: [], count: count)
    var before = 0
    for piece in pieces {
      let thread = min(count - 1, (before + piece.cost / 2) * count / max(total, 1))
      before += piece.cost
      if let last = shares[thread].last, last.stage == piece.share.stage,
        last.rows.upperBound == piece.share.rows.lowerBound
      {
        shares[thread][shares[thread].count - 1] = RowShare(
          of: stages, last.stage, rows: last.rows.lowerBound..<piece.share.rows.upperBound)
      } else {
        shares[thread].append(piece.share)
      }
    }
    return shares
  }

  /// In about clock cycles. A dense weight's gradient is a multiply-add of each example, sixteen
  /// inputs at once. A convolution's is a sum over groups, sixteen weights at once; packing them
  /// takes longer.
  private static func costOfWeight(_ layer: any TrainableLayer, groups: Int) -> Int {
    layer is Linear ? groups : 4 + groups / laneCount
  }
}

extension Range<Int> {
  /// The elements of rows that are `width` long, the first row at `start`.
  fileprivate func scaled(by width: Int, from start: Int) -> Range<Int> {
    start + lowerBound * width..<start + upperBound * width
  }
}
