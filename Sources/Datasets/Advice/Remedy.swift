/// One line of advice against an error. Commands of this program in it are values.
///
/// A string literal is plain advice. A command is inserted with its label: `"continue as a new run:
/// \(command: .fork(run: id))"`.
package struct Remedy: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case text(String)
    case command(ProgramCommand)
  }

  /// Adjacent texts are merged, so that equal advice is equal.
  package private(set) var parts: [Part] = []

  package init(_ text: String) { append(.text(text)) }

  package init(_ command: ProgramCommand) { parts = [.command(command)] }

  /// The advice with text before it.
  package static func + (text: String, remedy: Remedy) -> Remedy {
    remedy.parts.reduce(into: Remedy(text)) { $0.append($1) }
  }

  /// Returns the advice with a placeholder, such as `FILE`, replaced by a text.
  package func replacing(_ placeholder: String, with text: String) -> Remedy {
    parts.reduce(into: Remedy("")) { remedy, part in
      guard case .text(let line) = part else { return remedy.append(part) }
      remedy.append(.text(line.replacing(placeholder, with: text)))
    }
  }

  fileprivate mutating func append(_ part: Part) {
    guard case .text(let text) = part else { return parts.append(part) }
    if case .text(let before)? = parts.last {
      parts[parts.count - 1] = .text(before + text)
    } else if !text.isEmpty {
      parts.append(part)
    }
  }
}

extension Remedy: ExpressibleByStringInterpolation {
  package init(stringLiteral text: String) { self.init(text) }

  package init(stringInterpolation: StringInterpolation) { self = stringInterpolation.remedy }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var remedy = Remedy("")

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ text: String) {
      remedy.append(.text(text))
    }

    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      appendLiteral(value.description)
    }

    package mutating func appendInterpolation(_ other: Remedy) {
      for part in other.parts { remedy.append(part) }
    }

    package mutating func appendInterpolation(command: ProgramCommand) {
      remedy.append(.command(command))
    }
  }
}

extension Remedy: CustomStringConvertible {
  /// The text for logs and tests. People read the command line's wording.
  package var description: String {
    parts.map { part in
      switch part {
      case .text(let text): text
      case .command(let command): "\(command)"
      }
    }
    .joined()
  }
}
