/// How one run of several ended.
enum BatchEnd: Hashable, Sendable {
  /// A signal came before.
  case notBegun
  /// There was no training to begin: an equal run is finished.
  case notNeeded(id: String)
  /// It could not begin.
  case refused(ExitStatus)
  case trained(id: String, ExitStatus)

  /// The run's; nil where there is none.
  var id: String? {
    switch self {
    case .notNeeded(let id), .trained(let id, _): id
    case .notBegun, .refused: nil
    }
  }

  var status: ExitStatus {
    switch self {
    case .notBegun, .notNeeded: .done
    case .refused(let status), .trained(_, let status): status
    }
  }

  /// Whether a signal left something to do.
  var isLeft: Bool {
    switch self {
    case .notBegun, .trained(_, .stopped): true
    default: false
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
