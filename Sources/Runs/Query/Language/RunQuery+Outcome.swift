/// The conditions of a query on the results of runs, which a comparison must not hide.
extension RunSearch {
  /// Finds the runs that a query would find without its conditions on results; nil if it has none.
  package init?(withoutOutcomeIn query: RunQuery, limit: Int) {
    let fields = query.fields
    guard fields.contains(where: \.isOutcome) else { return nil }
    self.init(
      query.condition.keeping { !fields[$0].isOutcome }, fields, order: nil, limit: limit)
  }
}

extension QueryField {
  /// Whether the value is a result of training.
  fileprivate var isOutcome: Bool {
    switch self {
    case .last, .best: true
    case .fact(let fact): [.state, .epoch, .step, .finished].contains(fact)
    case .definition: false
    }
  }
}

extension QueryCondition {
  /// Returns a condition that holds whenever this one could, for any values of the other fields;
  /// nil if it always holds.
  fileprivate func keeping(_ isIncluded: (Int) -> Bool) -> QueryCondition? {
    switch self {
    case .both(let left, let right):
      guard let left = left.keeping(isIncluded) else { return right.keeping(isIncluded) }
      return right.keeping(isIncluded).map { .both(left, $0) } ?? left
    case .either(let left, let right):
      guard let left = left.keeping(isIncluded), let right = right.keeping(isIncluded) else {
        return nil
      }
      return .either(left, right)
    case .not(let inner): return inner.asksOnly(isIncluded) ? self : nil
    case .compare(let field, _, _): return isIncluded(field) ? self : nil
    }
  }

  private func asksOnly(_ isIncluded: (Int) -> Bool) -> Bool {
    switch self {
    case .both(let left, let right), .either(let left, let right):
      left.asksOnly(isIncluded) && right.asksOnly(isIncluded)
    case .not(let inner): inner.asksOnly(isIncluded)
    case .compare(let field, _, _): isIncluded(field)
    }
  }
}
