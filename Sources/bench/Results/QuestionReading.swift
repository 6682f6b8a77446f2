import Reports
import Runs

/// Reads the runs of a page with several comparisons.
struct QuestionReading {
  let workspace: Workspace
  /// The runs that were read, by their ids: comparisons may share some.
  private var known: [String: ReportedRun] = [:]

  init(_ workspace: Workspace) {
    self.workspace = workspace
  }

  /// - Throws: a `UsageError` or a `GroupingProblem` that names the comparison, `RunError` where a
  ///   run cannot be read.
  mutating func read(_ outline: PageOutline) throws -> [QuestionPage.Part] {
    var parts: [QuestionPage.Part] = []
    for part in outline.parts {
      switch part {
      case .heading(let title): parts.append(.heading(title))
      case .paragraph(let text): parts.append(.paragraph(text))
      case .comparison(let comparison):
        parts.append(
          .comparison(try report(comparison), name: comparison.key ?? comparison.filter.text))
      }
    }
    // Every comparison enters the ledger before the page reads how many there are.
    for part in parts { _ = part.report?.ledgerKey?.noted(in: workspace.store) }
    return parts.map { part in
      guard case .comparison(var report, let name) = part else { return part }
      report.place = report.ledgerKey?.noted(in: workspace.store)
      return .comparison(report, name: name)
    }
  }

  private mutating func report(_ comparison: PageOutline.Comparison) throws -> RunsReport {
    let runs = try workspace.store.runs(
      matching: comparison.filter, 2...1000, for: "bench report --compare",
      in: Options.comparedRuns)
    for run in runs where known[run.id] == nil {
      known[run.id] = try ReportedRun(run, library: workspace.library)
    }
    var reported = runs.compactMap { known[$0.id] }
    for index in RunsReport.detailed(among: reported) {
      reported[index].steps = (try? runs[index].steps()) ?? nil
    }
    return try RunsReport(
      reported, by: comparison.key ?? SweepKey(of: runs)?.text,
      metric: comparison.metric,
      leftOut: workspace.store.runs(leftOutBy: comparison.filter, of: runs),
      margin: comparison.margin)
  }
}
