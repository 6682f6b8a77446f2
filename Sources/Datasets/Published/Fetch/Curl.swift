import Files

/// The system's `curl`, run as a program. It opens no file: the download comes through a pipe.
struct Curl {
  /// How it ended.
  struct Ending {
    /// The exit status (curl(1), "EXIT CODES"); nil if a signal ended it.
    let status: Int32?
    /// The message on standard error.
    let words: String
  }

  /// The number of seconds without a connection, or with less than a kilobyte each, after which
  /// curl gives up.
  let stallSeconds: Int

  /// Downloads `address` from a byte on.
  ///
  /// - Parameter take: called with the received bytes, about ten times a second with none; returns
  ///   false to stop.
  /// - Throws: `DownloadError` if curl cannot be run, and the errors of `take`.
  func download(
    _ address: String, from offset: Int,
    _ take: (ArraySlice<UInt8>) throws(DownloadError) -> Bool
  ) throws(DownloadError) -> Ending {
    let program: ChildProgram
    do {
      program = try ChildProgram(arguments(address, offset), hasMessages: true)
    } catch {
      throw error.isMissing ? .noCurl : .system("running curl", error.code ?? 0)
    }
    var said: [UInt8] = []
    var failure: DownloadError?
    while program.isOpen {
      let (bytes, text) = program.read(milliseconds: 100)
      if said.count < 1 << 16 { said += text }
      do throws(DownloadError) {
        if failure == nil, try !take(bytes) { program.send(SIGTERM) }
      } catch {
        failure = error
        program.send(SIGTERM)
      }
    }
    let status: Int32? = if case .exit(let status) = program.ending() { status } else { nil }
    if let failure { throw failure }
    let text = String(decoding: said, as: UTF8.self)
    return Ending(
      status: status,
      words: text.split(whereSeparator: \.isNewline).first.map(String.init) ?? "")
  }

  private func arguments(_ address: String, _ offset: Int) -> [String] {
    // -q comes first: then ~/.curlrc is not read.
    [
      "curl", "-q", "--fail", "--location", "--silent", "--show-error", "--proto", "=http,https",
      "--connect-timeout", String(stallSeconds), "--speed-limit", "1000",
      "--speed-time", String(stallSeconds),
    ] + (offset > 0 ? ["--continue-at", String(offset)] : []) + ["--url", address]
  }
}
