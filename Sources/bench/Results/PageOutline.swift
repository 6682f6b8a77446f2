import Datasets
import Reports
import Runs

/// What the options of `bench report` say of a page with several comparisons, in their order.
struct PageOutline {
  enum Part {
    case heading(String)
    case paragraph(String)
    case comparison(Comparison)
  }

  /// `--compare`, and the options that follow it.
  struct Comparison {
    let filter: RunQuery
    var key: String?
    var metric: String?
    var margin: Double?
  }

  private(set) var parts: [Part] = []

  /// - Throws: a `UsageError` if an option cannot be parsed, if one that is about a comparison stands
  ///   before all of them, or if runs are named besides.
  init(_ arguments: Arguments) throws {
    guard arguments.operands.isEmpty, !arguments.has(Options.filter) else {
      throw UsageError(
        problem: "bench report: --compare says which runs there are, but "
          + (arguments.operands.isEmpty ? "--where is" : "'\(arguments.operands[0])' is")
          + " given, too",
        advice: ["by their names: --compare 'id in (RUN, RUN)'"])
    }
    for (option, text) in arguments.sequence {
      switch option {
      case Options.heading.declaration.name: parts.append(.heading(text))
      case Options.text.declaration.name: parts.append(.paragraph(text))
      case Options.comparedRuns.declaration.name:
        parts += try Options.comparedRuns.read([text]).map { .comparison(Comparison(filter: $0)) }
      case Options.groupBy.declaration.name: try change(option) { $0.key = text }
      case Options.metric.declaration.name: try change(option) { $0.metric = text }
      case Options.margin.declaration.name:
        let margin = try Options.margin.read([text])
        try change(option) { $0.margin = margin }
      default: continue
      }
    }
  }

  /// Changes the last comparison.
  private mutating func change(
    _ option: String, _ body: (inout Comparison) -> Void
  ) throws(UsageError) {
    let last = parts.indices.last { index in
      if case .comparison = parts[index] { true } else { false }
    }
    guard let last, case .comparison(var comparison) = parts[last] else {
      throw UsageError(
        problem: "bench report: --\(option) stands before the first --compare",
        advice: ["write it behind the --compare that it is about"])
    }
    body(&comparison)
    parts[last] = .comparison(comparison)
  }
}
