import Datasets
import Files

/// A request to a web server, made by the system's `curl`.
struct HTTPRequest {
  enum Body {
    case none
    case json(String)
    case file(String)
  }

  let method: String
  let address: String
  let credentials: HTTPCredentials
  var body = Body.none

  struct Answer {
    let status: Int
    let body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// Why there is no answer.
  enum Failure: Error, Hashable {
    case noCurl
    /// What curl said, and its exit code.
    case unanswered(String, code: Int32?)
    case tooLong
    case stopped
  }

  private static let mostBytes = 1 << 26

  /// Sends the request and waits for the answer.
  ///
  /// - Parameters:
  ///   - seconds: how long to wait for a connection, or for a byte of the answer.
  ///   - isStopped: asked about ten times a second.
  func answer(
    seconds: Int, isStopped: () -> Bool = { false }
  ) throws(Failure) -> Answer {
    let program: ChildProgram
    do {
      program = try ChildProgram(
        arguments(seconds: seconds), input: credentials.curlConfiguration, hasMessages: true)
    } catch {
      throw error.isMissing ? .noCurl : .unanswered("\(error)", code: nil)
    }
    var (output, messages): ([UInt8], [UInt8]) = ([], [])
    var failure: Failure?
    while program.isOpen {
      let (bytes, words) = program.read(milliseconds: 100)
      output += bytes
      if messages.count < 1 << 16 { messages += words }
      if failure == nil {
        if output.count > Self.mostBytes { failure = .tooLong }
        if isStopped() { failure = .stopped }
        if failure != nil { program.send(SIGTERM) }
      }
    }
    let ending = program.ending()
    if let failure { throw failure }
    guard ending == .exit(0) else {
      let code: Int32? = if case .exit(let code) = ending { code } else { nil }
      let said = String(decoding: messages, as: UTF8.self)
        .split(whereSeparator: \.isNewline).first.map(String.init)
      throw .unanswered(said ?? "curl ended without a word", code: code)
    }
    // --write-out has put the status after the last newline.
    guard let end = output.lastIndex(of: UInt8(ascii: "\n")),
      let status = Int(String(decoding: output[(end + 1)...], as: UTF8.self))
    else { throw .unanswered("curl gave no status", code: 0) }
    return Answer(status: status, body: Array(output[..<end]))
  }

  private func arguments(seconds: Int) -> [String] {
    // -q comes first: then ~/.curlrc is not read.
    var arguments = [
      "curl", "-q", "--silent", "--show-error", "--globoff", "--proto", "=http,https",
      "--connect-timeout", String(seconds), "--speed-limit", "1", "--speed-time", String(seconds),
      "--write-out", "\\n%{http_code}", "--request", method, "--config", "-",
    ]
    switch body {
    case .none: break
    case .json(let text):
      arguments += ["--header", "Content-Type: application/json", "--data-raw", text]
    case .file(let path):
      arguments += ["--header", "Content-Type: application/octet-stream", "--upload-file", path]
    }
    return arguments + ["--url", address]
  }
}

extension String {
  /// The text with everything escaped that has a meaning in an address.
  var percentEncoded: String {
    let kept = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
    let digits = Array("0123456789ABCDEF")
    return utf8.map { byte in
      kept.contains(byte)
        ? String(Unicode.Scalar(byte))
        : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
    }.joined()
  }
}
