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
  /// Identifies the machine since it was started; nil if it is not known.
  package var boot: String?

  package init(
    process: Int, host: String, since: String, numbering: String? = nil, boot: String? = nil
  ) {
    self.process = process
    self.host = host
    self.since = since
    self.numbering = numbering
    self.boot = boot
  }

  /// A process that is not known.
  static let unknown = LockHolder(process: 1, host: "an unknown machine", since: "")

  /// Reads the file of a lock; returns nil if it does not name a process.
  package init?(parsing bytes: [UInt8]) {
    guard let json = try? JSONValue(parsing: bytes) else { return nil }
    self.init(json)
  }

  init?(_ json: JSONValue) {
    guard let process = json["process"]?.int,
      // `kill` treats 0 and less as all processes of a group, or of a person.
      (1...Int(pid_t.max)).contains(process),
      let host = json["host"]?.string, let since = json["since"]?.string
    else { return nil }
    self.init(
      process: process, host: host, since: since, numbering: json["numbering"]?.string,
      boot: json["boot"]?.string)
  }

  /// The content of the lock's file.
  package var text: String { json.canonicalText }

  var json: JSONValue {
    var json: [String: JSONValue] = [
      "process": .integer(process), "host": .string(host), "since": .string(since),
    ]
    json["numbering"] = numbering.map(JSONValue.string)
    json["boot"] = boot.map(JSONValue.string)
    return .object(json)
  }

  /// This process, from now on.
  static func current() -> LockHolder {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return LockHolder(
      process: Int(getpid()), host: Self.name(name), since: Timestamp.now().printed,
      numbering: currentNumbering, boot: currentBoot)
  }

  private static let currentBoot = textOfSystemFile("/proc/sys/kernel/random/boot_id").map {
    String($0.prefix { !$0.isNewline })
  }

  /// Whether this is the same process as another, whenever each took what it holds.
  func isSame(as other: LockHolder) -> Bool {
    process == other.process && host == other.host && numbering == other.numbering
      && boot == other.boot
  }

  /// Whether the process is known to have ended. Of another machine's, or another container's, that
  /// is not known.
  func isGone(from here: LockHolder) -> Bool {
    guard let boot, boot == here.boot, host == here.host, numbering == here.numbering else {
      return false
    }
    return kill(pid_t(process), 0) != 0 && errno == ESRCH
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
