/// What a disk and the memory before it hold: a value, so that a test can keep every moment.
package struct Disk: Sendable {
  package struct File: Sendable {
    package var bytes: [UInt8] = []
    /// What outlasts a power loss; nil before the first fsync.
    package var durable: [UInt8]?
    /// Stands for mode, owner and group.
    package var mode = 0o644
    /// When the bytes changed last, in nanoseconds.
    package var modified = 0

    package init(bytes: [UInt8] = [], durable: [UInt8]? = nil) {
      self.bytes = bytes
      self.durable = durable
    }
  }

  package struct Directory: Sendable {
    package var entries: [String: Int] = [:]
    package var durable: [String: Int] = [:]

    package init() {}
  }

  package enum Node: Sendable {
    case file(File)
    case folder(Directory)
    case link
    case fifo
  }

  /// What a power loss leaves of what was not synchronised. Real disks do each of these.
  package enum Loss: CaseIterable, Sendable {
    /// Nothing is lost: a killed process.
    case none
    /// Neither bytes nor names.
    case everything
    /// Names reach the disk by themselves, bytes do not: an empty file under its final name.
    case bytes
    /// Names reach the disk, of new bytes the first half does.
    case halfOfTheBytes
    /// Bytes reach the disk by themselves, names do not.
    case names
  }

  package private(set) var nodes: [Int: Node] = [0: .folder(Directory())]
  private var nextNode = 1

  package init() {}

  package mutating func add(_ node: Node) -> Int {
    nodes[nextNode] = node
    nextNode += 1
    return nextNode - 1
  }

  package func file(_ number: Int) -> File {
    guard case .file(let file) = nodes[number] else { preconditionFailure("no file") }
    return file
  }

  package func folder(_ number: Int) -> Directory {
    guard case .folder(let folder) = nodes[number] else { preconditionFailure("no folder") }
    return folder
  }

  package mutating func change(file number: Int, _ body: (inout File) -> Void) {
    var file = file(number)
    body(&file)
    nodes[number] = .file(file)
  }

  package mutating func change(folder number: Int, _ body: (inout Directory) -> Void) {
    var folder = folder(number)
    body(&folder)
    nodes[number] = .folder(folder)
  }

  package mutating func synchronize(_ number: Int) {
    switch nodes[number] {
    case .file: change(file: number) { $0.durable = $0.bytes }
    case .folder: change(folder: number) { $0.durable = $0.entries }
    default: preconditionFailure("neither file nor folder")
    }
  }

  /// The disk as the next start of the machine finds it.
  package func after(_ loss: Loss) -> Disk {
    var disk = self
    for (number, node) in nodes {
      switch node {
      case .file(var file):
        file.bytes = Self.bytes(of: file, after: loss)
        file.durable = file.bytes
        disk.nodes[number] = .file(file)
      case .folder(var folder):
        if loss == .everything || loss == .names { folder.entries = folder.durable }
        folder.durable = folder.entries
        disk.nodes[number] = .folder(folder)
      case .link, .fifo: break
      }
    }
    return disk
  }

  private static func bytes(of file: File, after loss: Loss) -> [UInt8] {
    switch loss {
    case .none, .names: return file.bytes
    case .everything, .bytes: return file.durable ?? []
    case .halfOfTheBytes:
      let safe = file.durable ?? []
      guard file.bytes.starts(with: safe) else { return safe }
      return Array(file.bytes.prefix(safe.count + (file.bytes.count - safe.count) / 2))
    }
  }

  /// The files below a folder by path, for comparing.
  package func contents(_ path: String) -> [String: [UInt8]] {
    var number = 0
    for part in path.split(separator: "/") {
      guard case .folder(let folder) = nodes[number], let next = folder.entries[String(part)]
      else { return [:] }
      number = next
    }
    return contents(number, below: "")
  }

  private func contents(_ number: Int, below path: String) -> [String: [UInt8]] {
    var all: [String: [UInt8]] = [:]
    for (name, child) in folder(number).entries {
      switch nodes[child] {
      case .file(let file): all[path + name] = file.bytes
      case .folder: all.merge(contents(child, below: "\(path)\(name)/")) { $1 }
      default: break
      }
    }
    return all
  }
}
