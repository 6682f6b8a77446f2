import Experiments
import Files

/// Somebody else's metrics, read from CSV into the rows of a metrics.csv.
///
/// Wanted is a header line with a column `epoch` or `step`, in ascending order, and columns of
/// numbers. Cells may stand in double quotes, lines may end with CR LF, and a byte-order mark is
/// passed over. Names that other tools use are read as ours, as `val_loss` for `validation_loss`.
package struct ImportedTable: Hashable, Sendable {
  package let metrics: MetricsTable
  /// Columns that got another name, in the file's order.
  package let renamed: [Renaming]
  /// Whether there is no column `epoch`, so that rows are counted in its place.
  package let countsRows: Bool

  /// A column's name in the file and here.
  package struct Renaming: Hashable, Sendable {
    package let old: String
    package let new: String
  }

  /// The bytes of the metrics.csv to write.
  let bytes: [UInt8]

  /// - Throws: the line, from 1, and what is wrong there.
  package init(parsing bytes: [UInt8]) throws(TableProblem) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var content = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
    if let last = content.last, last != UInt8(ascii: "\n") { content.append(UInt8(ascii: "\n")) }
    try TableProblem.refuseManyMarks(bytes)
    let lines = CSVLines(content).lazy.map { cells in cells.map(Self.plain) }
    guard let header = lines.first(where: { _ in true }) else {
      throw TableProblem(line: 1, problem: "no header")
    }
    let names = Self.ownNames(of: header)
    renamed = zip(header, names).filter { $0 != $1 }.map { Renaming(old: $0, new: $1) }
    countsRows = !names.contains("epoch")
    try Self.check(names, areRowsCounted: countsRows)
    var rows: [[String]] = []
    var numbers: [Int] = []
    for (index, cells) in lines.enumerated().dropFirst() where cells != [""] {
      rows.append(
        try Self.row(cells, names, number: countsRows ? rows.count + 1 : nil, line: index + 1))
      numbers.append(index + 1)
    }
    guard !rows.isEmpty else { throw TableProblem(line: 2, problem: "no row after the header") }
    let columns = (countsRows ? ["epoch"] : []) + names
    let text = ([columns] + rows).map { $0.joined(separator: ",") + "\n" }.joined()
    self.bytes = Array(text.utf8)
    metrics = try MetricsTable(parsing: self.bytes)
    try checkOrder(lines: numbers)
  }

  /// Last values are the last row's, so that rows must be in order.
  ///
  /// - Parameter lines: the rows' numbers in the file.
  private func checkOrder(lines: [Int]) throws(TableProblem) {
    let hasSteps = metrics.columns.contains("step")
    for row in metrics.epochs.indices.dropFirst() {
      let epochs = (metrics.epochs[row - 1], metrics.epochs[row])
      let steps = (metrics.steps[row - 1], metrics.steps[row])
      let isEpochAfter = epochs.0 < epochs.1 || hasSteps && !countsRows && epochs.0 == epochs.1
      if !isEpochAfter {
        throw TableProblem(line: lines[row], problem: "epoch \(epochs.1) after epoch \(epochs.0)")
      }
      if hasSteps, steps.0 >= steps.1 {
        throw TableProblem(line: lines[row], problem: "step \(steps.1) after step \(steps.0)")
      }
    }
  }
}

extension ImportedTable {
  /// A cell without the spaces and quotes around it.
  private static func plain(_ cell: String) -> String {
    var text = cell[...]
    while text.first == " " || text.first == "\t" { text.removeFirst() }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    if text.count >= 2, text.first == "\"", text.last == "\"" {
      text = text.dropFirst().dropLast()
    }
    return String(text)
  }

  /// What Keras, Lightning and fastai call the columns, and what they are here.
  private static let foreignNames = [
    "loss": "train_loss", "accuracy": "train_accuracy", "acc": "train_accuracy",
    "train_acc": "train_accuracy", "val_loss": "validation_loss", "valid_loss": "validation_loss",
    "val_accuracy": "validation_accuracy", "val_acc": "validation_accuracy",
    "valid_accuracy": "validation_accuracy", "test_acc": "test_accuracy", "lr": "learning_rate",
    "global_step": "step",
  ]

  /// The names to go by: ours where a foreign one means it and no other column has it.
  private static func ownNames(of header: [String]) -> [String] {
    var taken = Set(header)
    return header.map { name in
      guard let own = foreignNames[name], taken.insert(own).inserted else { return name }
      return own
    }
  }

  private static func check(
    _ names: [String], areRowsCounted: Bool
  ) throws(TableProblem) {
    func problem(_ problem: String) -> TableProblem { TableProblem(line: 1, problem: problem) }
    if let number = names.firstIndex(of: "") {
      throw problem("column \(number + 1) has no name")
    }
    if let name = names.first(where: { $0.printable != $0 || $0.contains("\"") || isFormula($0) }) {
      throw problem("\(quoted(name)) is no column's name")
    }
    if let name = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).filter({ $0.value > 1 })
      .keys.min()
    {
      throw problem("two columns \(quoted(name))")
    }
    if areRowsCounted, !names.contains("step") {
      throw problem("no column epoch or step, the columns are \(names.joined(separator: ", "))")
    }
    let others: Set = ["epoch", "step", "learning_rate", "weights_digest"]
    guard names.contains(where: { !others.contains($0) }) else {
      throw problem("no column of a metric, the columns are \(names.joined(separator: ", "))")
    }
  }

  /// Whether a spreadsheet would run the cell; metrics.csv is to be safe to open in one.
  private static func isFormula(_ cell: String) -> Bool {
    cell.unicodeScalars.first.map { "=+-@".unicodeScalars.contains($0) } ?? false
  }

  /// The cells of one row as metrics.csv has them: counts and numbers in their shortest form.
  private static func row(
    _ cells: [String], _ names: [String], number: Int?, line: Int
  ) throws(TableProblem) -> [String] {
    guard cells.count == names.count else {
      throw TableProblem(line: line, problem: "\(cells.count) cells, but \(names.count) columns")
    }
    var row: [String] = number.map { [String($0)] } ?? []
    for (name, cell) in zip(names, cells) {
      guard !cell.isEmpty else {
        throw TableProblem(line: line, problem: "\(name) is empty; every row needs every value")
      }
      switch name {
      case "epoch", "step": row.append(String(try count(cell, name, line)))
      case "weights_digest": row.append(try word(cell, name, line))
      default: row.append(shortestText(try MetricsTable.number(cell, name, line)))
      }
    }
    return row
  }

  /// A count, also as pandas writes it where a column once had a hole: `3.0`.
  private static func count(
    _ cell: String, _ column: String, _ line: Int
  ) throws(TableProblem) -> Int {
    let whole = Int(cell) ?? Double(cell).flatMap { Int(exactly: $0) }
    guard let whole, whole >= 0 else {
      throw TableProblem(line: line, problem: "\(column) must be a count, not \(quoted(cell))")
    }
    return whole
  }

  private static func word(
    _ cell: String, _ column: String, _ line: Int
  ) throws(TableProblem) -> String {
    guard cell.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }),
      !isFormula(cell)
    else {
      throw TableProblem(line: line, problem: "\(column) must be a word, not \(quoted(cell))")
    }
    return cell
  }
}

extension ImportedTable {
  /// Reads a file that a person named; `-` is standard input.
  ///
  /// - Throws: `RunError` where it cannot be read.
  package static func read(_ path: String) throws(RunError) -> [UInt8] {
    do {
      return try InputFile.read(path, limit: Run.maximumTableBytes)
    } catch {
      throw RunError(.failed, "\(path == "-" ? "standard input" : path.printable): \(error)")
    }
  }

  /// `keras-lenet imported: 12 rows of train_loss, test_accuracy`
  package func summary(id: String) -> String {
    "\(id) imported: \(metrics.count == 1 ? "1 row" : "\(metrics.count) rows") of "
      + metrics.metricNames.joined(separator: ", ")
  }
}
