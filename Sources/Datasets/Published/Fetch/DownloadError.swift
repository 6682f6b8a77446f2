import Files

/// Why a file could not be downloaded.
package enum DownloadError: Error, Hashable, Sendable {
  /// There is no program curl.
  case noCurl
  /// There is no folder for data.
  case noFolder
  /// Another process downloads into the folder.
  case held(folder: String)
  /// Something else has the name of a file that the download writes: its path, and what it is.
  case foreign(String, String)
  /// The file that could not be locked, and the system's error number.
  case noLocks(String, Int32)
  /// The system refuses: the operation, and the error number.
  case system(String, Int32)
  /// curl gave up, with this message.
  case curl(address: String, words: String, attempts: Int)
  /// The received file is not the published one.
  case content(address: String, DataFileProblem)
  case tooLong(address: String, limit: Int)
  /// The caller stopped the download.
  case stopped

  /// The problem in one sentence without a full stop.
  package var message: String {
    switch self {
    case .noCurl: "the program curl is not installed; downloads need it"
    case .noFolder: "there is no folder for data: neither BENCH_DATA nor HOME is set"
    case .held(let folder): "another process is fetching into \(folder)"
    case .foreign(let path, let kind):
      "\(path) is \(kind), expected nothing or a file that an earlier download left"
    case .noLocks(let path, let code): NoLocks.problem(path, code: code)
    case .system(let act, let code): "\(act): \(systemWords(code))"
    case .curl(let address, let words, let attempts):
      "\(address): \(words.isEmpty ? "curl failed" : words)"
        + (attempts > 1 ? ", \(attempts) times in a row" : "")
    case .content(let address, let problem):
      "\(address): not the published file: \(problem)"
    case .tooLong(let address, let limit):
      "\(address): not the published file: more than \(limit) bytes"
    case .stopped: "stopped"
    }
  }

  /// Advice, one line each.
  package var advice: [Remedy] {
    switch self {
    case .noCurl: ["install it: apt-get install curl"]
    case .noFolder: ["name a folder: BENCH_DATA=DIR"]
    case .held: ["wait for it, or end it"]
    case .foreign: ["move it away, then fetch again"]
    case .noLocks:
      NoLocks.advice.map { Remedy($0) } + ["or name another folder: BENCH_DATA=DIR"]
    case .system, .stopped: []
    case .curl: ["the part received is kept; run the same command to continue"]
    case .content, .tooLong:
      ["nothing was put in place; another address: BENCH_DATA_URL=https://…"]
    }
  }
}
