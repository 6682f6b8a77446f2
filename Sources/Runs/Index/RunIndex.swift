import Engine
import Experiments
import Files

/// `runs/.index`: what a listing needs of the runs that have ended, so that only those that are new
/// or changed are read again.
///
/// A cache. It can be deleted at any time, holds nothing that is not in the runs' own files, and
/// is believed of a run only as long as run.json and definition.json are known by the same
/// (`FileIdentity`) as when they were read. What is damaged, or written by another version, is as
/// if it were not there.
///
///     SHA-256 of the words that name its form
///     blocks: u32 bytes, SHA-256 of the bytes, the bytes (`IndexBlock`)
enum RunIndex {
  static let fileName = ".index"

  /// How its unfinished files begin; nobody else's in `runs/` may be taken for them.
  static let scratchPrefix = ".index-tmp-"

  /// Changes whenever what is stored, or how, does.
  private static let form =
    "bench index 1 " + QueryField.Fact.allCases.map(\.rawValue).joined(separator: " ")

  static let header = SHA256.hash(Array(form.utf8)).bytes

  static let sealBytes = 36

  /// A block as it stands in the file.
  static func sealed(_ block: [UInt8]) -> [UInt8] {
    let length = (0..<4).map { UInt8(truncatingIfNeeded: block.count >> (8 * $0)) }
    return length + SHA256.hash(block).bytes + block
  }
}

/// Reads the index, a block after the other.
package struct RunIndexReader {
  private let file: RunFile
  private var rest: Int

  /// - Returns: nil where there is no index of this form.
  package init?(in runs: RunFolder) {
    guard let file = try? runs.open(RunIndex.fileName, for: .reading),
      let size = try? file.size(),
      (try? file.read(count: RunIndex.header.count)) == RunIndex.header
    else { return nil }
    self.file = file
    rest = size - RunIndex.header.count
  }

  /// The next block's seal and bytes; nil at the end, and where the rest is damaged.
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

/// A block whose bytes nobody has looked at.
package struct SealedBlock: Sendable {
  fileprivate let digest: [UInt8]
  package let bytes: [UInt8]

  /// Whether every byte is what it was.
  package var isWhole: Bool { SHA256.hash(bytes).bytes == digest }

  /// nil where it is not whole.
  var block: IndexBlock? {
    isWhole ? IndexBlock(bytes) : nil
  }
}

/// Writes a new index beside the old one, of which it takes over what is still good.
///
/// Any number of processes may do so at once: each has a file of its own, and the last to finish
/// stands. One that is killed leaves a file that the next writer removes.
struct RunIndexWriter {
  private let runs: RunFolder
  private let name: String
  private let file: RunFile
  /// What a file changed now would be known by.
  let now: FileIdentity
  private(set) var written: Set<String> = []

  /// - Returns: nil where nothing can be written.
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

  /// Takes the old index's entries of runs that are there and not yet written over, and puts the
  /// new one in its place.
  mutating func finish(keeping ids: some Collection<String>) throws(RunError) {
    var wanted = Set(ids).subtracting(written)
    var rest = IndexBlockBuilder()
    var old = RunIndexReader(in: runs)
    while let block = old?.next()?.block {
      let kept = (0..<block.rows).filter { row in
        block.name(row).map { wanted.remove($0) != nil } ?? false
      }
      if kept.count > IndexBlockBuilder.maximumRows / 2 {
        try file.write(RunIndex.sealed(block.bytes))
        continue
      }
      for row in kept {
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

  /// Gives up; the old index stands.
  func discard() { try? runs.removeFile(name) }

  /// Removes what killed writers left: a living one holds its file's lock.
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
