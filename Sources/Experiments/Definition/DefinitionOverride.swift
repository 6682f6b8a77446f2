import Datasets
import Files
package import JSON

/// A value put into a definition from the command line.
package struct DefinitionOverride: Hashable, Sendable {
  package let path: JSONPath
  package let value: JSONValue
  /// The text of the option: `--set optimizer.learning_rate=0.05`.
  package let text: String

  /// `--seed N`.
  package static func seed(_ seed: Int) -> DefinitionOverride {
    DefinitionOverride(path: JSONPath("seed"), value: .integer(seed), text: "--seed \(seed)")
  }

  /// `--epochs N`, short for `--set training.epochs=N`.
  package static func epochs(_ epochs: Int) -> DefinitionOverride {
    DefinitionOverride(
      path: JSONPath("training.epochs"), value: .integer(epochs), text: "--epochs \(epochs)")
  }

  /// `--init ARGUMENT`, short for `--set init_from=…`.
  package static func initialWeights(_ value: JSONValue, argument: String) -> DefinitionOverride {
    DefinitionOverride(path: JSONPath("init_from"), value: value, text: "--init \(argument)")
  }

  /// `--set PATH=JSON`.
  package static func set(_ path: JSONPath, to value: JSONValue) -> DefinitionOverride {
    DefinitionOverride(path: path, value: value, text: "--set \(path)=\(value.canonicalText)")
  }

  private init(path: JSONPath, value: JSONValue, text: String) {
    self.path = path
    self.value = value
    self.text = text
  }

  /// Reads the argument of `--set`: `PATH=JSON`.
  ///
  /// A text needs no quotes of JSON where definitions have texts: `optimizer.type=adam`.
  package init(parsing argument: String) throws(DefinitionError) {
    text = "--set \(argument)"
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      throw Self.refused(
        text, "expected PATH=JSON", "as in --set optimizer.learning_rate=0.05")
    }
    path = JSONPath(String(argument[..<equals]))
    guard !path.components.contains(""), path.components.count <= JSONValue.maximumDepth else {
      throw Self.refused(
        text, "'\(path.description.printable)' is not a path",
        "a path is keys with dots between, as optimizer.momentum")
    }
    guard path.components.first != "extends" else {
      throw Self.refused(
        text, "only a definition in experiments/ can extend another",
        "write one, as experiments/mine.json: {\"extends\": \"NAME\", …}")
    }
    let json = String(argument[argument.index(after: equals)...])
    do {
      let parsed = try JSONValue(parsing: json)
      value = Self.isText(parsed, json, at: path) ? .string(json) : parsed
    } catch {
      guard let bare = Self.bareText(json, at: path) else {
        throw Self.refused(text, "\(json.printable) is not JSON", Self.advice(json, path, error))
      }
      value = bare
    }
  }

  /// Whether a number or a truth value stands where definitions have texts alone, as a class that is
  /// called 3.
  private static func isText(_ value: JSONValue, _ json: String, at path: JSONPath) -> Bool {
    let isScalar = value.double != nil || value.bool != nil
    return isScalar && DefinitionPaths.forms(at: path) == [.text] && !json.isEmpty
  }

  /// Returns what is not JSON as a text where definitions can have one; nil where they cannot, and
  /// for what was probably meant as JSON.
  private static func bareText(_ json: String, at path: JSONPath) -> JSONValue? {
    guard let first = json.first, !"\"[{".contains(first),
      DefinitionPaths.forms(at: path).contains(.text)
    else { return nil }
    return .string(json)
  }

  private static func refused(_ text: String, _ problem: String, _ hint: String) -> DefinitionError
  {
    DefinitionError([
      PlacedDiagnostic(place: .option(text), problem: problem, hints: [Remedy(hint)])
    ])
  }

  private static func advice(_ json: String, _ path: JSONPath, _ error: JSONParseError) -> String {
    let isBareWord =
      json.utf8.allSatisfy { byte in
        let letter = byte | 0x20
        return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte) || byte == 0x5F
      } && json.first?.isLetter == true
    let expected = DefinitionPaths.expectation(at: path)
    return isBareWord && expected != nil
      ? "expected \(expected ?? "")"
      : "column \(error.column): \(error.problem)"
  }
}
