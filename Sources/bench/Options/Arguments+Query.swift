import Reports
import Runs

extension Arguments {
  /// What `--where` says; nil where it is not given.
  func query() throws(UsageError) -> RunQuery? {
    guard let text = value(Option.filter.name) else { return nil }
    do {
      return try RunQuery(text, now: .now())
    } catch {
      throw UsageError(error)
    }
  }

  /// The runs for which the query holds; all where there is none.
  func matching(
    _ query: RunQuery?, among runs: [QueriedRun]
  ) throws(UsageError) -> [QueriedRun] {
    do {
      return try query?.matching(runs) ?? runs
    } catch {
      throw UsageError(error)
    }
  }
}

extension UsageError {
  /// The mistake, with the expression and a mark under its place.
  init(_ mistake: QueryMistake) {
    let (before, marked) = mistake.parts
    let mark =
      String(repeating: " ", count: before.escaped.columns)
      + String(repeating: "^", count: max(1, marked.escaped.columns))
    self.init(
      problem: "--where: \(mistake.problem)",
      advice: (mistake.text.isEmpty ? [] : [mistake.text.escaped, mark]) + mistake.advice)
  }

  /// Does what may find a field unknown, and names the option that has it.
  static func naming(
    _ option: String, _ work: () throws(UnknownField) -> Void
  ) throws(UsageError) {
    do {
      try work()
    } catch {
      throw UsageError(problem: "--\(option): \(error.problem)", advice: error.advice)
    }
  }
}
