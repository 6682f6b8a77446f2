import Experiments
import Files
import JSON

/// The process that holds a run, for the error message of others.
package struct LockHolder: Hashable, Sendable {
  package var process: Int
  package var host: String
  /// The time as messages print it: `2026-11-23 10:42:07 UTC`.
  package var since: String
  /// The namespace of the process's number, `pid:[4026531836]`, because a container has its own
  /// numbers; nil if it is not known.
  package var numbering: String?

  package init(process: Int, host: String, since: String, numbering: String? = nil) {
    self.process = process
    self.host = host
    self.since = since
    self.numbering = numbering
  }

  /// Reads the file of a lock; returns nil if it does not name a process.
  package init?(parsing bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes), let process = json["process"]?.int,
      // `kill` treats 0 and less as all processes of a group, or of a person.
      (1...Int(pid_t.max)).contains(process),
      let host = json["host"]?.string, let since = json["since"]?.string
    else { return nil }
    self.init(
      process: process, host: host, since: since, numbering: json["numbering"]?.string)
  }

  /// The content of the lock's file.
  package var text: String {
    var json: [String: JSONValue] = [
      "process": .integer(process), "host": .string(host), "since": .string(since),
    ]
    json["numbering"] = numbering.map(JSONValue.string)
    return JSONValue.object(json).canonicalText
  }

  /// This process, from now on.
  static func current() -> LockHolder {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return LockHolder(
      process: Int(getpid()), host: Self.name(name), since: Timestamp.now().printed,
      numbering: currentNumbering)
  }

  private static var currentNumbering: String? {
    var name = [CChar](repeating: 0, count: 256)
    return readlink("/proc/self/ns/pid", &name, name.count - 1) > 0 ? Self.name(name) : nil
  }

  private static func name(_ bytes: [CChar]) -> String {
    String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// How to end this process. A command that can be pasted is returned only if the number means the
  /// same process here: on the same host and in the same container.
  package func ending(from here: LockHolder) -> String {
    guard host == here.host else {
      return "on \(host.printable): kill \(process) (it saves first); then resume"
    }
    guard numbering == nil || numbering == here.numbering else {
      return "where it runs, in or outside a container of \(host.printable): kill \(process) "
        + "(it saves first); then resume"
    }
    return "kill \(process) (it saves first), then resume"
  }
}
