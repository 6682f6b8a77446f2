/// The runs of one command that have not begun, in its order, and which may begin now.
package struct BatchQueue {
  private var waiting: ArraySlice<Int>
  private let keys: [String?]
  private var underWay: Set<String> = []

  /// - Parameter keys: of each run, what no two that are trained at once may share; nil: any may.
  package init(_ keys: [String?]) {
    self.keys = keys
    waiting = Array(keys.indices)[...]
  }

  /// Takes the next run out; nil where none may begin. One that has to wait for another of its key
  /// is there again when that one has ended.
  package mutating func next() -> Int? {
    let position = waiting.firstIndex { index in
      keys[index].map { !underWay.contains($0) } ?? true
    }
    guard let position else { return nil }
    let index = waiting.remove(at: position)
    if let key = keys[index] { underWay.insert(key) }
    return index
  }

  /// To be called when a run has ended, or was not needed.
  package mutating func end(_ index: Int) {
    if let key = keys[index] { underWay.remove(key) }
  }
}
