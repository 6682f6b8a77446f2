import Datasets
import Experiments
import JSON
import Reports

extension Command {
  static func print(
    _ comparison: Comparison, as format: TableFormat, on terminal: Terminal
  ) -> ExitStatus {
    switch format {
    case .table:
      for (index, table) in comparison.tables.enumerated() {
        if index > 0 { terminal.output.print() }
        terminal.print(table, as: format)
      }
      for line in comparison.closingLines(width: min(100, terminal.output.width)) {
        terminal.output.print(line.escaped)
      }
      terminal.printOutput(comparison.remedies)
    case .markdown:
      terminal.output.write(comparison.markdown)
    case .csv: terminal.print(comparison.dataTable, as: format)
    case .json: terminal.output.write(comparison.json.prettyText + "\n")
    }
    for note in comparison.notes { terminal.note(note) }
    guard let contradiction = comparison.contradiction else { return .done }
    terminal.error(contradiction, advice: comparison.contradictionAdvice)
    return .failed
  }

  static func print(
    _ groups: GroupComparison, as format: TableFormat, on terminal: Terminal
  ) {
    switch format {
    case .table:
      terminal.output.printFolded(groups.heading.escaped)
      terminal.print(groups.table, as: format)
      terminal.output.print()
      let words = groups.conclusion.joined(separator: " ")
      for line in words.wrapped(to: min(100, terminal.output.width)) {
        terminal.output.print(line.escaped)
      }
      terminal.printOutput(groups.remedies)
    case .markdown: terminal.output.write(groups.markdown)
    case .csv: terminal.print(groups.table, as: format)
    case .json: terminal.output.write(groups.json.prettyText + "\n")
    }
    for note in groups.notes { terminal.note(note) }
  }
}

extension Terminal {
  /// Prints advice that belongs to a result.
  fileprivate func printOutput(_ remedies: [Remedy]) {
    for remedy in remedies { output.print(wording.text(remedy).escaped) }
  }
}
