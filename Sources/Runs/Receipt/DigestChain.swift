package import Files

/// A chain of the weights' digests, one link per epoch: each link depends on all before it.
///
/// `h = SHA-256(h ‖ weights ‖ epoch)`. The first `h` is the run key. `weights` are the first 8 bytes
/// of the SHA-256 of the weights at the end of the epoch, which is what metrics.csv has of it;
/// `epoch` has 8 bytes, little-endian.
package struct DigestChain: Hashable, Sendable {
  /// The last link.
  package private(set) var head: SHA256Digest

  /// Begins a chain.
  ///
  /// - Parameter runKey: the digest that every link depends on.
  package init(runKey: SHA256Digest) { head = runKey }

  /// Adds the link of an epoch.
  ///
  /// - Parameter weights: at least 16 hex digits of the weights' SHA-256, of which the first 16
  ///   count.
  /// - Returns: false if these are not hex digits. The chain is then unchanged.
  package mutating func append(weights: String, epoch: Int) -> Bool {
    let digits = weights.utf8.prefix(Self.weightsDigits)
    guard digits.count == Self.weightsDigits, !digits.contains(UInt8(ascii: "+")),
      let number = UInt64(Substring(digits), radix: 16)
    else { return false }
    var hash = SHA256()
    hash.update(head.bytes)
    hash.update((0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) })
    hash.update((0..<8).map { UInt8(truncatingIfNeeded: epoch >> (8 * $0)) })
    head = hash.finalize()
    return true
  }

  /// The number of hex digits of the weights' SHA-256 that a link uses.
  private static let weightsDigits = 16
}

/// The links of a chain that a receipt holds: of every so many epochs, and of the last. Between them
/// it may hold marks, the first digits of each epoch's link, by which an epoch can be named.
package struct SparseChain: Hashable, Sendable {
  /// The epoch before the first: 0, or the epoch at which a fork begins.
  package let start: Int
  /// The last epoch.
  package let end: Int
  /// The number of epochs from one link to the next.
  package let every: Int
  package private(set) var links: [SHA256Digest] = []
  /// `markDigits` ASCII characters for each epoch; empty if there are no marks.
  package internal(set) var marks: [UInt8] = []

  /// The most links that a receipt holds.
  package static let mostLinks = 400
  /// A chain of more epochs has no marks.
  static let mostMarks = 4000
  static let markDigits = 4

  init(from start: Int, to end: Int) {
    self.start = start
    self.end = end
    every = max(1, (end - start + Self.mostLinks - 1) / Self.mostLinks)
  }

  init(from start: Int, to end: Int, every: Int, links: [SHA256Digest], marks: [UInt8]) {
    self.start = start
    self.end = end
    self.every = every
    self.links = links
    self.marks = marks
  }

  /// The number of links that these epochs have.
  package var count: Int { (end - start + every - 1) / every }

  /// Whether there is a link of this epoch.
  package func hasLink(of epoch: Int) -> Bool {
    epoch > start && epoch <= end && ((epoch - start) % every == 0 || epoch == end)
  }

  /// Returns the link of an epoch; nil if there is none.
  package func link(of epoch: Int) -> SHA256Digest? {
    guard hasLink(of: epoch) else { return nil }
    let index = (epoch - start + every - 1) / every - 1
    return links.indices.contains(index) ? links[index] : nil
  }

  /// Whether a link fits an epoch's mark; true if the epoch has none.
  package func admits(_ link: SHA256Digest, of epoch: Int) -> Bool {
    let index = (epoch - start - 1) * Self.markDigits
    guard marks.indices.contains(index) else { return true }
    return marks[index..<index + Self.markDigits].elementsEqual(link.mark)
  }

  /// Adds the link of the next epoch.
  mutating func append(_ link: SHA256Digest, of epoch: Int) {
    if hasLink(of: epoch) { links.append(link) }
    if every > 1, end - start <= Self.mostMarks { marks += link.mark }
  }
}

extension SHA256Digest {
  fileprivate var mark: [UInt8] { Array(description.utf8.prefix(SparseChain.markDigits)) }
}
