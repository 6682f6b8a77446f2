extension DatasetConfiguration {
  /// Loads the examples as they are stored, and checks them.
  ///
  /// - Parameters:
  ///   - isShuffled: whether each epoch has an order of its own.
  ///   - names: the names of the classes if the data have none.
  /// - Throws: a `DatasetError` if the files cannot be read.
  package func check(
    isShuffled: Bool, classNames names: [String]? = nil
  ) throws(DatasetError) -> DatasetCheck {
    var stored = examples
    stored.normalization = .unit
    stored.padding = 0
    return DatasetCheck(
      try stored.load(), in: order(isShuffled: isShuffled), classNames: names)
  }

  /// How the training takes its examples.
  package func order(isShuffled: Bool) -> DatasetCheck.Order {
    var isRange = false
    if case .range(let range)? = train, let layout, !isSplit {
      isRange = range.count < layout.trainCount - (validation?.count ?? 0)
    }
    return DatasetCheck.Order(isShuffled: isShuffled, isRange: isRange)
  }
}
