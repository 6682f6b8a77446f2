import Datasets
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
      advice: (mistake.text.isEmpty ? [] : [Remedy(mistake.text.escaped), Remedy(mark)])
        + mistake.advice)
  }

  /// Refuses a metric in the query that no run has.
  static func checking(_ query: RunQuery?, _ known: KnownFields) throws(UsageError) {
    do {
      try query?.check(known)
    } catch {
      throw UsageError(error)
    }
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
