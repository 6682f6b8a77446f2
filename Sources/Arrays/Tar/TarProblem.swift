/// A problem with a tar archive. Offsets are in bytes from its start.
package enum TarProblem: Error, Hashable, Sendable {
  case truncated(bytes: Int, expected: Int)
  case header(offset: Int, found: String, expected: String)
  case duplicateName(String)
  case tooManyMembers(limit: Int)
  case noMember(String, names: [String])
}

extension TarProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .truncated(let bytes, let expected):
      "the tar archive ends after \(bytes) bytes, expected at least \(expected)"
    case .header(let offset, let found, let expected):
      "the tar header at byte \(offset) has \(found), expected \(expected)"
    case .duplicateName(let name): "has two members called \(shortened(name)), expected one"
    case .tooManyMembers(let limit): "has more than \(limit) members"
    case .noMember(let name, let names):
      "has no file \(shortened(name)), only \(names.prefix(10).map(shortened).joined(separator: ", "))"
    }
  }
}
