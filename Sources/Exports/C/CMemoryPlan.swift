/// Where the outputs of a network's steps lie in one array, so that no two overlap that are needed
/// at the same time.
struct CMemoryPlan {
  /// An output, and the steps in which it must not be overwritten.
  struct Block {
    let count: Int
    var steps: ClosedRange<Int>
  }

  /// The place of each block.
  let offsets: [Int]
  /// The length of the array.
  let count: Int

  /// Places the largest block first, each where there is room earliest.
  init(_ blocks: [Block]) {
    var offsets = [Int](repeating: 0, count: blocks.count)
    var placed: [Int] = []
    let order = blocks.indices.sorted { (-blocks[$0].count, $0) < (-blocks[$1].count, $1) }
    for block in order {
      let others = placed.filter { blocks[$0].steps.overlaps(blocks[block].steps) }
        .sorted { offsets[$0] < offsets[$1] }
      var start = 0
      for other in others {
        if start + blocks[block].count <= offsets[other] { break }
        start = max(start, offsets[other] + blocks[other].count)
      }
      offsets[block] = start
      placed.append(block)
    }
    self.offsets = offsets
    count = blocks.indices.map { offsets[$0] + blocks[$0].count }.max() ?? 0
  }
}
