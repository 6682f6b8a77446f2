import Datasets
import Files
import JSON
package import Runs

/// An MLflow tracking server, spoken to over its REST interface
/// (https://mlflow.org/docs/latest/api_reference/rest-api.html).
package struct MLflowServer: Sendable {
  /// Without a slash at its end.
  package let address: String
  private let credentials: HTTPCredentials
  private let seconds: Int
  private let isStopped: @Sendable () -> Bool

  /// The major versions whose interface this is.
  private static let majorVersions = ["2", "3"]

  /// - Parameters:
  ///   - uri: `http://localhost:5000`, without a name and a password.
  ///   - seconds: how long to wait for a server that says nothing.
  ///   - isStopped: asked while waiting.
  /// - Throws: a `RunError` of kind `usage` for an address of another kind.
  package init(
    _ uri: String, credentials: HTTPCredentials, seconds: Int,
    isStopped: @escaping @Sendable () -> Bool
  ) throws(RunError) {
    guard !uri.contains("@") else {
      throw RunError(
        .usage, "--uri: an address must have no name and password, which messages would show",
        advice: ["set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD in the environment"])
    }
    var address = uri
    while address.hasSuffix("/") { address.removeLast() }
    let isAddress = ["http://", "https://"].contains {
      address.hasPrefix($0) && address.count > $0.count
    }
    guard isAddress, !address.contains(where: \.isWhitespace), !address.contains("?") else {
      throw RunError(
        .usage,
        "--uri '\(uri.printable)': expected the address of a server, as http://localhost:5000",
        advice: ["MLflow's folder of files (mlruns) needs one too: mlflow server --port 5000"])
    }
    self.address = address
    self.credentials = credentials
    self.seconds = seconds
    self.isStopped = isStopped
  }

  /// Checks that an MLflow server of a known version answers.
  package func checkVersion() throws(RunError) {
    let answer = try send("GET", "version")
    guard ![401, 403].contains(answer.status) else { throw refusal(answer, of: "version") }
    let version = answer.text.filter { !$0.isWhitespace }
    let parts = version.split(separator: ".")
    guard answer.status == 200, parts.count >= 2, parts.allSatisfy({ $0.first?.isNumber == true })
    else {
      throw RunError(
        .failed, "\(address) is no MLflow server: \(address)/version answers \(answer.status)",
        advice: ["start one: mlflow server --port 5000"])
    }
    guard Self.majorVersions.contains(String(parts[0])) else {
      throw RunError(
        .failed,
        "\(address) is MLflow \(version.printable), which this bench does not know: "
          + "expected 2 or 3")
    }
  }

  /// Calls the interface.
  ///
  /// - Parameters:
  ///   - path: after `api/2.0/mlflow/`.
  ///   - body: sent by POST; nil for GET.
  /// - Returns: nil if there is no such thing.
  /// - Throws: a `RunError` that says what the server answered.
  func call(_ path: String, _ body: JSONValue? = nil) throws(RunError) -> JSONValue? {
    let answer = try send(
      body == nil ? "GET" : "POST", "api/2.0/mlflow/\(path)",
      body.map { .json($0.canonicalText) } ?? .none)
    let json = try? JSONValue(parsing: answer.body, maximumBytes: answer.body.count)
    if json?["error_code"]?.string == "RESOURCE_DOES_NOT_EXIST" { return nil }
    guard answer.status == 200, let json else { throw refusal(answer, of: path) }
    return json
  }

  /// Stores a file as an artifact, in place of an older one.
  ///
  /// - Parameter path: after `mlflow-artifacts:/`, each part encoded.
  func store(_ file: String, as path: String) throws(RunError) {
    let answer = try send("PUT", "api/2.0/mlflow-artifacts/artifacts/\(path)", .file(file))
    guard answer.status == 200 else { throw refusal(answer, of: "mlflow-artifacts/artifacts") }
  }

  private func send(
    _ method: String, _ path: String, _ body: HTTPRequest.Body = .none
  ) throws(RunError) -> HTTPRequest.Answer {
    do throws(HTTPRequest.Failure) {
      return try HTTPRequest(
        method: method, address: "\(address)/\(path)", credentials: credentials, body: body
      ).answer(seconds: seconds, isStopped: isStopped)
    } catch {
      switch error {
      case .noCurl:
        throw RunError(
          .failed, "there is no program curl, which speaks to the server",
          advice: ["install it: apt-get install curl"])
      case .stopped: throw RunError(.failed, "stopped")
      case .tooLong: throw RunError(.failed, "\(address): the answer is too long")
      case .unanswered(_, 6), .unanswered(_, 7):
        throw RunError(
          .failed, "no server answers at \(address)",
          advice: ["start one: mlflow server --port 5000"])
      case .unanswered(_, 28):
        throw RunError(
          .failed, "\(address) has not answered for \(seconds) s",
          advice: ["wait longer: --timeout \(4 * seconds)"])
      case .unanswered(let words, _):
        throw RunError(.failed, "\(address): \(words.printable)")
      }
    }
  }

  private func refusal(_ answer: HTTPRequest.Answer, of path: String) -> RunError {
    let json = try? JSONValue(parsing: answer.body)
    let words = json?["message"]?.string ?? answer.text
    let line = words.split(whereSeparator: \.isNewline).first.map { String($0).printable } ?? ""
    let shown = line.count > 300 ? line.prefix(300) + "…" : Substring(line)
    let place = path.prefix { $0 != "?" }
    return RunError(
      .failed,
      "\(address): \(place) answers \(answer.status)\(shown.isEmpty ? "" : ": \(shown)")",
      advice: answer.status == 401 ? [Remedy(credentials.advice)] : [])
  }
}

extension HTTPCredentials {
  fileprivate var advice: String {
    switch self {
    case .none:
      "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN"
    case .token: "the server does not know the token in MLFLOW_TRACKING_TOKEN"
    case .password:
      "the server does not know MLFLOW_TRACKING_USERNAME with MLFLOW_TRACKING_PASSWORD"
    }
  }
}
