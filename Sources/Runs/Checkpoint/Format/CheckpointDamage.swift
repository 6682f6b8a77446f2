/// The reason why bytes are not a checkpoint, and the position of the problem.
package struct CheckpointDamage: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Kind: Hashable, Sendable, CaseIterable {
    /// Fewer or more bytes than the header promises.
    case size
    /// No checkpoint has a header of this length.
    case headerLength
    /// The header is no strict JSON.
    case headerText
    /// The header is JSON, but not in the one form we write.
    case headerForm
    /// A tensor's entry: fields, type, shape or number.
    case tensor
    /// Tensors with gaps between them, or over one another.
    case layout
    case digest
    case metadata
    /// Written by a version that we do not know.
    case format
  }

  package let kind: Kind
  /// The offset of the problem in the file, from 0.
  package let offset: Int
  /// `812 bytes, its header promises 248064`.
  package let problem: String

  init(_ kind: Kind, at offset: Int, _ problem: String) {
    self.kind = kind
    self.offset = offset
    self.problem = problem
  }

  package var description: String { "byte \(offset): \(problem)" }
}
