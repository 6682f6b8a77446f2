import Datasets

extension ForeignLog {
  /// Reads the scalars of a TensorBoard event file, every point of them: a column for each tag, a row
  /// for each step in ascending order.
  ///
  /// Where a training went on from an earlier step, the points from there on that it had written
  /// before are left out, as TensorBoard does.
  /// - Throws: an `ImportProblem` for a damaged record, and for a file without a scalar.
  init(events bytes: [UInt8]) throws(ImportProblem) {
    var records = EventRecords(bytes)
    var columns = ["step"]
    var positions: [String: Int] = [:]
    var points: [Int: [Int: String]] = [:]
    var (entry, others, replaced, purged) = (0, 0, 0, 0)
    while let record = try records.next() {
      entry += 1
      let event: ScalarEvent
      do {
        event = try ScalarEvent(record)
      } catch {
        throw ImportProblem(.entry(entry), "not an event of TensorBoard")
      }
      if event.isStart {
        for step in points.keys where step >= event.step {
          purged += points.removeValue(forKey: step)?.count ?? 0
        }
      }
      others += event.others
      for value in event.values {
        guard event.step >= 0 else { throw ImportProblem(.entry(entry), "its step is negative") }
        let position = positions[value.tag] ?? columns.count
        if position == columns.count {
          guard columns.count < Self.mostTags else {
            throw ImportProblem(.file, "it has more than \(Self.mostTags) tags")
          }
          columns.append(value.tag)
          positions[value.tag] = position
        }
        let old = points[event.step, default: [:]].updateValue(value.text, forKey: position)
        if old != nil { replaced += 1 }
      }
    }
    guard !points.isEmpty else {
      let what = others > 0 ? "no scalar, only \(others) images, histograms or texts" : "no scalar"
      throw ImportProblem(.file, "the event file has \(what)")
    }
    self.init(
      columns: columns,
      rows: points.keys.sorted().map { step in
        let values = points[step] ?? [:]
        let cells = columns.indices.dropFirst().map { values[$0] ?? "" }
        return Row(place: .file, cells: [String(step)] + cells)
      })
    if others > 0 { notes.append("\(others) images, histograms or texts are left out") }
    if purged > 0 {
      notes.append("\(purged) values that a later start of the training replaced are left out")
    }
    if replaced > 0 {
      notes.append("\(replaced) values were written again for the same step: the last counts")
    }
    if records.isTorn { notes.append("the file ends inside a record, which is left out") }
  }

  private static let mostTags = 10_000
}
