import Engine
import Experiments
import Files
import JSON

/// The program, machine, commit and command with which a run was trained. None of it changes a
/// result.
package struct Provenance: Hashable, Sendable {
  package var benchVersion: String
  /// The command line as a shell reads it, shortened if it is very long.
  package var command: String
  package var threads: Int
  /// The kernels' instruction set: `avx512`.
  package var isa: String
  package var host: String
  /// `Linux x86_64`.
  package var os: String
  /// The processor's model.
  package var cpu: String
  /// The commit of the workspace; nil if it is not in a git repository.
  package var gitCommit: String?
  /// Whether the workspace differs from that commit by a tracked file or by a definition that is
  /// not committed; nil if it is not known.
  package var gitDirty: Bool?
  /// A note for people, which is not stored in run.json.
  package var note: String?

  package init(
    benchVersion: String, command: String, threads: Int, isa: String, host: String, os: String,
    cpu: String, gitCommit: String? = nil, gitDirty: Bool? = nil, note: String? = nil
  ) {
    self.benchVersion = benchVersion
    self.command = command
    self.threads = threads
    self.isa = isa
    self.host = host
    self.os = os
    self.cpu = cpu
    self.gitCommit = gitCommit
    self.gitDirty = gitDirty
    self.note = note
  }

  /// The most bytes of a command in run.json; a longer one is shortened.
  package static let maximumCommandBytes = 1 << 14

  /// Determines the provenance from this machine and from git. What cannot be determined is left
  /// empty.
  ///
  /// - Parameter arguments: the command line, program first.
  package static func current(
    benchVersion: String, arguments: [String], threads: Int, isa: String, workspace: String
  ) -> Provenance {
    var names = utsname()
    uname(&names)
    let git = GitStatus.read(folder: workspace)
    return Provenance(
      benchVersion: benchVersion,
      command: arguments.map(\.shellQuoted).joined(separator: " ")
        .cut(toEscapedBytes: maximumCommandBytes),
      threads: threads,
      isa: isa,
      host: text(of: names.nodename),
      os: "\(text(of: names.sysname)) \(text(of: names.machine))",
      cpu: processorModel() ?? text(of: names.machine),
      gitCommit: git?.commit,
      gitDirty: git?.isDirty,
      note: git?.note)
  }

  /// The largest resident size of this process so far, in bytes.
  package static func peakMemoryBytes() -> Int {
    // On Linux `ru_maxrss` begins with the size of the program that started this one.
    if let status = textOfSystemFile("/proc/self/status"), let bytes = highWaterMark(in: status) {
      return bytes
    }
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(RUSAGE_SELF.rawValue, &usage)
    #else
      getrusage(RUSAGE_SELF, &usage)
    #endif
    #if canImport(Darwin)
      return usage.ru_maxrss
    #else
      return Int(usage.ru_maxrss) * 1024
    #endif
  }
}

/// Returns the bytes of the line `VmHWM:     13504 kB`.
func highWaterMark(in status: String) -> Int? {
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  let words = line?.split(whereSeparator: \.isWhitespace) ?? []
  guard words.count == 3, words[2] == "kB", let kilobytes = Int(words[1]) else { return nil }
  let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
  return overflow ? nil : bytes
}

extension Provenance {
  var json: [String: JSONValue] {
    [
      "bench_version": .string(benchVersion),
      "command": .string(command),
      "threads": .integer(threads),
      "isa": .string(isa),
      "host": .string(host),
      "os": .string(os),
      "cpu": .string(cpu),
      "git_commit": .optional(gitCommit),
      "git_dirty": gitDirty.map(JSONValue.bool) ?? .null,
    ]
  }

  init(_ fields: RecordFields) throws(RunRecordProblem) {
    self.init(
      benchVersion: try fields.string("bench_version"),
      command: try fields.string("command"),
      threads: try fields.count("threads"),
      isa: try fields.string("isa"),
      host: try fields.string("host"),
      os: try fields.string("os"),
      cpu: try fields.string("cpu"),
      gitCommit: try fields.optionalString("git_commit"),
      gitDirty: try fields.optionalBool("git_dirty"))
  }
}

/// Reads the zero-terminated text of a C array.
private func text<Array>(of array: Array) -> String {
  withUnsafeBytes(of: array) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}

private func processorModel() -> String? {
  #if canImport(Darwin)
    var size = 0
    guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: size)
    guard sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  #else
    let lines = textOfSystemFile("/proc/cpuinfo")?.split(separator: "\n") ?? []
    let line = lines.first { $0.hasPrefix("model name") || $0.hasPrefix("Model") }
    guard let line, let colon = line.firstIndex(of: ":") else { return nil }
    return String(line[line.index(after: colon)...].drop { $0 == " " })
  #endif
}
