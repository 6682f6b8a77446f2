import Experiments
import JSON
import Reports
import Runs

extension Command {
  static func show(
    run name: String, in workspace: Workspace, as format: TableFormat, on terminal: Terminal
  ) throws {
    let (run, forks) = try workspace.store.resolveWithForks(name)
    let facts = try RunFacts(
      run, library: workspace.library, forks: (try? workspace.store.runs(forks)) ?? [])
    switch format {
    case .table:
      let style = terminal.output.style
      for line in terminal.output.headline(of: run, facts) { terminal.output.print(line) }
      for line in facts.lines {
        terminal.output.printFolded("  \(line.name.padded(to: 13, .left))\(line.text)")
      }
      guard !facts.summary.metrics.isEmpty else { return }
      let curves = facts.curves(width: terminal.output.width, style: style)
      for line in ([""] + curves) { terminal.output.print(line) }
      if !curves.isEmpty { terminal.output.print() }
      terminal.print(facts.summary.table, as: format)
    case .markdown, .csv: terminal.print(facts.summary.table, as: format)
    case .json: terminal.output.write(facts.json.prettyText + "\n")
    }
  }
}
