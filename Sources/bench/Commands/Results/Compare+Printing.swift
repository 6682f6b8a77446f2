import Datasets
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static func print(
    _ comparison: Comparison, _ place: ComparisonLedger.Place?, as format: TableFormat,
    on terminal: Terminal
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
    case .json: terminal.output.write(comparison.json.noting(place).prettyText + "\n")
    }
    for note in comparison.notes + [place?.note].compactMap(\.self) { terminal.note(note) }
    guard let contradiction = comparison.contradiction else { return .done }
    terminal.error(contradiction, advice: comparison.contradictionAdvice)
    return .failed
  }

  /// - Parameter runs: the runs that are compared.
  static func print(
    _ groups: GroupComparison, of runs: [Run], in workspace: Workspace, as format: TableFormat,
    on terminal: Terminal
  ) {
    let place = groups.ledgerKey?.noted(in: workspace.store)
    let completion = groups.completion(of: runs, in: workspace.library)
    switch format {
    case .table:
      terminal.output.printFolded(groups.heading.escaped)
      terminal.print(groups.table, as: format)
      terminal.output.print()
      let words = groups.conclusion.joined(separator: " ")
      for line in words.wrapped(to: min(100, terminal.output.width)) {
        terminal.output.print(line.escaped)
      }
      terminal.printOutput(completion)
    case .markdown: terminal.output.write(groups.markdown)
    case .csv: terminal.print(groups.table, as: format)
    case .json: terminal.output.write(groups.json.noting(place).prettyText + "\n")
    }
    for note in groups.notes + [place?.note].compactMap(\.self) { terminal.note(note) }
  }
}

extension Terminal {
  /// Prints advice that belongs to a result.
  fileprivate func printOutput(_ remedies: [Remedy]) {
    for remedy in remedies { output.print(wording.text(remedy).escaped) }
  }
}

extension JSONValue {
  /// The comparison with its place in the workspace's ledger; null if it is in none.
  fileprivate func noting(_ place: ComparisonLedger.Place?) -> JSONValue {
    guard case .object(var members) = self else { return self }
    members["ledger"] = place?.json ?? .null
    return .object(members)
  }
}
