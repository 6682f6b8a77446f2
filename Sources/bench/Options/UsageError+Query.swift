import Datasets
import Reports
import Runs

extension UsageError {
  /// The mistake, with the expression and a mark under its place.
  ///
  /// - Parameter option: the option that has the expression, without its dashes.
  init(_ mistake: QueryError, in option: String = Options.filter.declaration.name) {
    let (before, marked) = mistake.parts
    let mark =
      String(repeating: " ", count: before.escaped.columns)
      + String(repeating: "^", count: max(1, marked.escaped.columns))
    self.init(
      problem: "--\(option): \(mistake.problem)",
      advice: (mistake.text.isEmpty ? [] : [Remedy(mistake.text.escaped), Remedy(mark)])
        + mistake.advice)
  }

  /// Refuses a metric in the query that no run has.
  static func checking(
    _ query: RunQuery?, _ known: KnownFields, in option: String = Options.filter.declaration.name
  ) throws(UsageError) {
    do {
      try query?.check(known)
    } catch {
      throw UsageError(error, in: option)
    }
  }

  /// Performs a check that may find a field unknown, and names the option that has it.
  static func naming(
    _ option: some AnyOption, _ check: () throws(UnknownField) -> Void
  ) throws(UsageError) {
    do {
      try check()
    } catch {
      throw UsageError(
        problem: "--\(option.declaration.name): \(error.problem)", advice: error.advice)
    }
  }
}
