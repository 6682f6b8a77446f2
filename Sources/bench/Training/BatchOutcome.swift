import Execution

extension BatchOutcome {
  var status: ExitStatus {
    switch self {
    case .notBegun, .notNeeded: .done
    case .refused(let error), .trained(_, .failure(let error)): ExitStatus(error)
    case .trained(_, .success(let outcome)): ExitStatus(outcome)
    }
  }
}

extension ExitStatus {
  /// How several runs ended, as one: by a signal where one was stopped, else the first there is of
  /// failed, data and diverged.
  init(_ runs: [ExitStatus]) {
    let stopped = runs.first { if case .stopped = $0 { true } else { false } }
    let order: [ExitStatus] = [.failed, .data, .diverged, .held, .usage]
    self = stopped ?? order.first(where: runs.contains) ?? .done
  }
}
