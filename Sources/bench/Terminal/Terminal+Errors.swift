extension Terminal {
  /// Prints what went wrong and returns the status that says so.
  func report(_ error: any Error) -> ExitStatus {
    switch error {
    case let error as UsageError:
      self.error(error.problem, advice: error.advice)
      return .usage
    default:
      self.error("\(error)")
      return .failed
    }
  }
}
