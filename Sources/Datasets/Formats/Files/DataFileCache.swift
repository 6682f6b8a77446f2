import Files

/// The data files that this process has read. A file is read again only if its size, inode or time
/// of change differs. So training uses the bytes that were checked and hashed.
///
/// A file may be read in several ways, which `Way` distinguishes.
package final class DataFileCache<Way: Hashable & Sendable, Content: Sendable>: Sendable {
  private struct Key: Hashable {
    let path: String
    let way: Way
  }

  private struct Entry {
    let identity: FileIdentity
    let content: Content
  }

  private let entries = Guarded<[Key: Entry]>([:])
  /// The limit of the sizes of all cached files together.
  private let limit: Int

  package init(limit: Int = 1 << 30) {
    self.limit = limit
  }

  /// Returns the content of a cached file, or reads it.
  ///
  /// - Parameters:
  ///   - path: the path of the file.
  ///   - way: how it is read.
  /// - Throws: the error of `read`.
  package func content(
    of path: String, as way: Way, read: () throws(DatasetError) -> Content
  ) throws(DatasetError) -> Content {
    let key = Key(path: path, way: way)
    let identity = FileIdentity(of: path)
    if let identity, let known = entries.withLock({ $0[key] }), known.identity == identity {
      return known.content
    }
    let content = try read()
    // If a file changed a moment ago, a second change might not be visible.
    if let identity, identity.isSettled, identity == FileIdentity(of: path) {
      entries.withLock { keep(Entry(identity: identity, content: content), as: key, in: &$0) }
    }
    return content
  }

  /// Lets go of all contents.
  package func forget() { entries.withLock { $0.removeAll() } }

  private func keep(_ entry: Entry, as key: Key, in entries: inout [Key: Entry]) {
    entries[key] = nil
    let cachedBytes = entries.values.reduce(0) { $0 + $1.identity.size }
    if cachedBytes + entry.identity.size > limit { entries.removeAll() }
    if entry.identity.size <= limit { entries[key] = entry }
  }
}
