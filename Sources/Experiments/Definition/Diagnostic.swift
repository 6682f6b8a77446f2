import Datasets
import JSON

/// An error in a definition, before it is known which file or option it is from.
struct Diagnostic {
  /// The text that is wrong.
  enum Mark {
    /// The key at the path.
    case key
    /// Key and value at the path.
    case member
    /// The object that lacks the path.
    case owner
  }

  /// A key that an object does not have.
  struct UnknownKey {
    /// How the object is called.
    let owner: String
    /// The keys of the object that are most probably meant.
    let nearest: [String]
    /// The paths that are most probably meant.
    let paths: [String]
  }

  var path: JSONPath
  var mark = Mark.member
  /// `must be greater than 0, not -0.1`.
  var problem: String
  /// Advice, one line each.
  var hints: [Remedy] = []
  /// Set if the error is a key that its object does not have.
  var unknownKey: UnknownKey?
  /// Whether the definition may be right and a data file is at fault.
  var isAboutData = false

  /// Whether the error is an unknown key that was probably meant to be this one.
  func isMeant(_ key: String) -> Bool { unknownKey?.nearest.contains(key) ?? false }
}

extension Diagnostic {
  /// A value of the wrong type or outside its bounds.
  init(_ value: JSONValue, isNo kind: ValueKind, at path: JSONPath) {
    self.path = path
    switch kind {
    case .integer where kind.hasType(of: value), .number where kind.hasType(of: value),
      .size where kind.hasType(of: value):
      let isTooLarge = value.double.map { !Float($0).isFinite } ?? false
      let bound = isTooLarge ? "finite in float32" : kind.bounds ?? ""
      problem = "must be \(bound), not \(value.shown)"
    default:
      problem = "must be \(kind.expectation), not \(value.shown)"
    }
  }

  /// A number that changes its meaning in the precision of training.
  init(_ number: Double, becomes rounded: Double, in range: NumberRange, at path: JSONPath) {
    func text(_ number: Double) -> String { JSONValue.number(number).canonicalText }
    self.path = path
    problem = "\(text(number)) is \(text(rounded)) in float32, in which the training computes"
    let isLow = rounded == 0
    let nearest = isLow ? "1.4e-45" : "\(Float(rounded).nextDown)"
    let bound = "the nearest number that float32 has is \(nearest)"
    hints = [
      range.contains(rounded)
        ? "write \(text(rounded)) if that is meant; \(bound)" : Remedy(bound)
    ]
  }

  /// A key that must be given and is not.
  init(missing key: KeyDescription, at path: JSONPath) {
    self.path = path.appending(key.name)
    mark = .owner
    problem = "missing, must be \(key.kind.expectation)"
  }

  /// A string that is not one of the choices.
  init(_ name: String, isNo choice: ChoiceDescription, at path: JSONPath) {
    self.path = path
    let shown = JSONValue.string(name).shown
    let list = choice.names.joined(separator: ", ")
    problem = "unknown \(choice.noun) \(shown)"
    let nearest = nearestNames(to: name, among: choice.names).map { "\"\($0)\"" }
    hints = advice(nearest, "one of \(list)")
  }

  /// A key that the object does not have.
  ///
  /// - Parameter isInSweep: whether the object is of a sweep, so that the key of a definition
  ///   cannot be meant.
  init(
    unknown key: String, of object: ObjectDescription, at path: JSONPath, isInSweep: Bool = false
  ) {
    self.path = path.appending(key)
    mark = .key
    let takes =
      "\(object.noun) takes "
      + object.names.filter { !["type", "$schema"].contains($0) }.joined(separator: ", ")
    problem = "unknown key"
    let isInLayer = isInSweep || path.components.first == "architecture"
    let known = DefinitionPaths.known
    let place = self.path.description
    func elsewhere(_ paths: [String]) -> [String] { isInLayer ? [] : paths.filter { $0 != place } }
    var paths = elsewhere(known.ending(in: key))
    var nearest: [String] = []
    if paths.isEmpty {
      nearest = nearestNames(to: key, among: object.names)
      paths = nearest.map { path.appending($0).description }
    }
    if paths.isEmpty { paths = elsewhere(known.ending(inNameFor: key)) }
    unknownKey = UnknownKey(owner: object.noun, nearest: nearest, paths: paths)
    hints = advice(nearest.isEmpty ? paths : nearest, takes)
  }
}

/// The nearest names and the list of all, on one line if they fit.
private func advice(_ nearest: [String], _ list: String) -> [Remedy] {
  guard let question = didYouMean(nearest) else { return [Remedy(list)] }
  let line = "\(question) \(list)"
  return line.unicodeScalars.count <= 98 ? [Remedy(line)] : [Remedy(question), Remedy(list)]
}
