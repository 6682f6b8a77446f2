import Datasets
import Files

/// Tables that are downloaded from the pages of trackers.
extension ForeignLog {
  /// Gives the columns of a download the names of their metrics.
  ///
  /// - Parameter file: the file's path.
  /// - Throws: an `ImportProblem` for a table with several runs.
  mutating func readDownload(named file: String) throws(ImportProblem) {
    if columns == ["Wall time", "Step", "Value"] {
      readTensorBoard(file)
    } else if columns.first == "Step", columns.contains(where: { $0.hasSuffix("__MIN") }) {
      try readWeightsAndBiases()
    }
  }

  /// TensorBoard's table has one tag, which only the file's name says: `run-a-tag-loss.csv`.
  private mutating func readTensorBoard(_ file: String) {
    let name = file.split(separator: "/").last.map(String.init) ?? ""
    guard let start = name.ranges(of: "-tag-").last?.upperBound else { return }
    var tag = String(name[start...])
    if tag.hasSuffix(".csv") { tag.removeLast(4) }
    guard !tag.isEmpty else { return }
    columns[2] = tag
    notes.append("column Value is read as \(tag.printable), after the file's name")
  }

  /// The table of a Weights & Biases panel has three columns a run, `RUN - METRIC` and the same with
  /// `__MIN` and `__MAX`, which bound what was averaged.
  private mutating func readWeightsAndBiases() throws(ImportProblem) {
    let bounds = columns.indices.filter { index in
      ["__MIN", "__MAX"].contains { columns[index].hasSuffix($0) }
    }
    let kept = columns.indices.filter { !bounds.contains($0) }
    let named = kept.dropFirst().map { columns[$0].split(separator: " - ", maxSplits: 1) }
    let runs = Set(named.compactMap { $0.count == 2 ? String($0[0]) : nil })
    if runs.count > 1 {
      throw ImportProblem(
        .line(1), "the table has \(runs.count) runs: \(runs.sorted().joined(separator: ", "))",
        advice: ["show one run alone in the panel, and download it again"])
    }
    let isAveraged = rows.contains { row in
      bounds.contains { bound in
        let base = kept.first { columns[$0] == String(columns[bound].dropLast(5)) }
        return base.map { row.cells[$0] != row.cells[bound] } ?? false
      }
    }
    for (index, parts) in zip(kept.dropFirst(), named) where parts.count == 2 {
      columns[index] = String(parts[1])
    }
    columns = kept.map { columns[$0] }
    for row in rows.indices { rows[row].cells = kept.map { rows[row].cells[$0] } }
    notes.append("the bounds __MIN and __MAX are left out")
    if isAveraged {
      notes.append("the panel has averaged points: a download of every point has more digits")
    }
  }
}
