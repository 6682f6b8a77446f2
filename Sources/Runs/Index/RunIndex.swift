import Engine
import Experiments
import Files

/// `runs/.index`: what a list needs of the runs that have ended, so that only new and changed ones
/// are read again.
///
/// A cache. It can be deleted at any time and contains nothing that is not in the runs' own files.
/// An entry counts only as long as run.json and definition.json have the same `FileIdentity` as
/// when they were read. A damaged index, or one of another version, is ignored.
///
///     SHA-256 of the text that names its form
///     blocks: u32 bytes, SHA-256 of the bytes, the bytes (`IndexBlock`)
enum RunIndex {
  static let fileName = ".index"

  /// The beginning of unfinished files' names. Nothing else in `runs/` may begin with it.
  static let scratchPrefix = ".index-tmp-"

  /// Changes whenever the format or the content of the index changes.
  private static let form =
    "bench index 1 " + QueryField.Fact.allCases.map(\.rawValue).joined(separator: " ")

  static let header = SHA256.hash(Array(form.utf8)).bytes

  static let sealBytes = 36

  /// Returns a block as it is stored in the file.
  static func sealed(_ block: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: block.count >> (8 * $0)) }
    return length + SHA256.hash(block).bytes + block
  }
}

/// Reads the index, a block after the other.
package struct RunIndexReader {
  private let file: RunFile
  private var rest: Int

  /// - Returns: nil if there is no index of this form.
  package init?(in runs: RunFolder) {
    guard let file = try? runs.open(RunIndex.fileName, for: .reading),
      let size = try? file.size(),
      (try? file.read(count: RunIndex.header.count)) == RunIndex.header
    else { return nil }
    self.file = file
    rest = size - RunIndex.header.count
  }

  /// Returns the next block's digest and bytes; nil at the end, and if the rest is damaged.
  package mutating func next() -> SealedBlock? {
    guard rest >= RunIndex.sealBytes, let seal = try? file.read(count: RunIndex.sealBytes),
      seal.count == RunIndex.sealBytes
    else { return nil }
    let length = (0..<4).reduce(0) { $0 | Int(seal[$1]) << (8 * $1) }
    rest -= RunIndex.sealBytes + length
    guard rest >= 0, (IndexBlock.headerBytes...IndexBlock.maximumBytes).contains(length),
      let bytes = try? file.read(count: length)
    else { return nil }
    return SealedBlock(digest: Array(seal[4...]), bytes: bytes)
  }
}

/// A block whose bytes have not been checked.
package struct SealedBlock: Sendable {
  fileprivate let digest: [UInt8]
  package let bytes: [UInt8]

  /// Whether the bytes match their digest.
  package var isWhole: Bool { SHA256.hash(bytes).bytes == digest }

  /// nil if the bytes do not match their digest.
  var block: IndexBlock? {
    isWhole ? IndexBlock(bytes) : nil
  }
}

/// Writes a new index beside the old one, and copies the old entries that are still valid.
///
/// Any number of processes may do so at once: each has its own file, and the last to finish wins. A
/// process that is killed leaves a file that the next writer removes.
struct RunIndexWriter {
  private let runs: RunFolder
  private let name: String
  private let file: RunFile
  /// The identity of a file that is changed now.
  let now: FileIdentity
  private(set) var written: Set<String> = []

  /// - Returns: nil if nothing can be written.
  init?(in runs: RunFolder) {
    Self.removeLeft(in: runs)
    let name = scratchName(RunIndex.scratchPrefix)
    guard let file = try? runs.open(name, for: .creating) else { return nil }
    guard (try? file.lock(exclusive: true)) == true,
      (try? runs.takeAttributes(of: RunIndex.fileName, for: file)) != nil,
      let now = runs.identity(of: name), (try? file.write(RunIndex.header)) != nil
    else {
      try? runs.removeFile(name)
      return nil
    }
    self.runs = runs
    self.name = name
    self.file = file
    self.now = now
  }

  /// Appends a block of these runs.
  mutating func append(_ block: [UInt8], of ids: [String]) throws(RunError) {
    try file.write(RunIndex.sealed(block))
    written.formUnion(ids)
  }

  /// Copies the old index's entries of existing runs that were not written yet, and replaces the
  /// old index.
  mutating func finish(keeping ids: some Collection<String>) throws(RunError) {
    var wanted = Set(ids).subtracting(written)
    var rest = IndexBlockBuilder()
    var old = RunIndexReader(in: runs)
    while let block = old?.next()?.block {
      let valid = (0..<block.rows).filter { row in
        block.name(row).map { wanted.remove($0) != nil } ?? false
      }
      if valid.count > IndexBlockBuilder.maximumRows / 2 {
        try file.write(RunIndex.sealed(block.bytes))
        continue
      }
      for row in valid {
        if rest.isFull {
          try file.write(RunIndex.sealed(rest.finished()))
          rest = IndexBlockBuilder()
        }
        guard let id = block.name(row) else { continue }
        _ = rest.add(id, block.identities(row), block.values(row))
      }
    }
    if rest.count > 0 { try file.write(RunIndex.sealed(rest.finished())) }
    try file.synchronize()
    try runs.rename(name, to: RunIndex.fileName)
    try runs.synchronize()
  }

  /// Removes the unfinished index; the old one remains.
  func discard() { try? runs.removeFile(name) }

  /// Removes the files of killed writers. A living one holds the lock of its file.
  private static func removeLeft(in runs: RunFolder) {
    let names = (try? runs.kinds())?.map(\.name) ?? []
    for name in names where name.hasPrefix(RunIndex.scratchPrefix) {
      guard let file = try? runs.open(name, for: .reading),
        (try? file.lock(exclusive: true)) == true
      else { continue }
      try? runs.removeFile(name)
    }
  }
}
