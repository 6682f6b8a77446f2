package import Runs

/// How a client proves to a server who it is.
package enum HTTPCredentials: Hashable, Sendable {
  case none
  case token(String)
  case password(String, user: String)

  /// Reads the environment as MLflow's own client does: a name and a password come before a token.
  ///
  /// - Parameter value: returns the value of a variable; nil if it is not set.
  /// - Throws: a `RunError` of kind `usage` for a value that no header can have, without the value.
  package init(mlflow value: (_ name: String) -> String?) throws(RunError) {
    func checked(_ name: String) throws(RunError) -> String? {
      guard let text = value(name) else { return nil }
      guard !text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) else {
        throw RunError(.usage, "\(name): has a line break or another control character")
      }
      return text
    }
    let token = try checked("MLFLOW_TRACKING_TOKEN")
    if let user = try checked("MLFLOW_TRACKING_USERNAME"),
      let password = try checked("MLFLOW_TRACKING_PASSWORD")
    {
      self = .password(password, user: user)
    } else {
      self = token.map { .token($0) } ?? .none
    }
  }

  /// The line of curl's configuration that logs in. curl reads it from its standard input, because
  /// other users can see a program's arguments.
  var curlConfiguration: String {
    switch self {
    case .none: ""
    case .token(let token): "header = \("Authorization: Bearer \(token)".curlQuoted)\n"
    case .password(let password, let user): "user = \("\(user):\(password)".curlQuoted)\n"
    }
  }
}

extension String {
  fileprivate var curlQuoted: String {
    "\"" + flatMap { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) } + "\""
  }
}
