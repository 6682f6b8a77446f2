/// A problem with a file in the binary form of CIFAR-10 or CIFAR-100.
package enum CIFARProblem: Error, Hashable, Sendable {
  /// The file does not consist of whole records. `isOf`: it would of the other form.
  case size(bytes: Int, form: CIFARExamples.Form, isOf: CIFARExamples.Form?)
  case tooLarge(bytes: Int, limit: Int)
  /// A label that is no class, in this record, from 0.
  case label(found: UInt8, record: Int, classCount: Int, isCoarse: Bool)
}

extension CIFARProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .size(let bytes, let form, let other):
      "\(bytes) bytes, expected a multiple of \(form.recordSize) "
        + "(\(form.classCounts.count == 1 ? "a label" : "two labels") and 3x32x32 bytes a picture)"
        + (other.map { "; is it \($0.rawValue)?" } ?? "; it must be the binary version")
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are more than the \(limit) allowed"
    case .label(let found, let record, let classCount, let isCoarse):
      "\(isCoarse ? "coarse " : "")label \(found) at example \(record), "
        + "expected 0 to \(classCount - 1)"
    }
  }
}
