import Datasets
import JSON

/// A mistake found in a definition's value, before it is known which file or option it is from.
struct Finding {
  /// Which text is at fault.
  enum Mark {
    /// The key at the path.
    case key
    /// Key and value at the path.
    case member
    /// The object around the path, which lacks it.
    case owner
  }

  var path: JSONPath
  var mark = Mark.member
  /// `must be greater than 0, not -0.1`.
  var problem: String
  /// What to do, a line each.
  var hints: [Remedy] = []
  /// The word in the hints that is most probably meant.
  var proposal: String?
  /// Set where the mistake is a key that its object does not have: how the object is called.
  var ownerOfUnknownKey: String?
  /// Whether the definition may be right and a data file is at fault.
  var isAboutData = false
}

extension Finding {
  /// A value of the wrong type or outside its bounds.
  init(_ value: JSONValue, isNo kind: ValueKind, at path: JSONPath) {
    self.path = path
    switch kind {
    case .integer where kind.hasType(of: value), .number where kind.hasType(of: value):
      let isTooLarge = value.double.map { !Float($0).isFinite } ?? false
      let bound = isTooLarge ? "finite in float32" : kind.bounds ?? ""
      problem = "must be \(bound), not \(value.shown)"
    default:
      problem = "must be \(kind.expectation), not \(value.shown)"
    }
  }

  /// A number that is another one in the precision of training.
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

  /// A string that is none of the names.
  init(_ name: String, isNo choice: ChoiceDescription, at path: JSONPath) {
    self.path = path
    let shown = JSONValue.string(name).shown
    let list = choice.names.joined(separator: ", ")
    problem = "unknown \(choice.noun) \(shown)"
    proposal = nearestName(to: name, among: choice.names).map { "\"\($0)\"" }
    hints = advice(proposal, "one of \(list)")
  }

  /// A key that the object does not have.
  init(unknown key: String, of object: ObjectDescription, at path: JSONPath) {
    self.path = path.appending(key)
    mark = .key
    let takes =
      "\(object.noun) takes "
      + object.names.filter { !["type", "$schema"].contains($0) }.joined(separator: ", ")
    problem = "unknown key"
    ownerOfUnknownKey = object.noun
    let elsewhere =
      path.components.first == "architecture"
      ? nil : experimentDescription.place(ofKey: key).flatMap { $0 == self.path ? nil : $0 }
    proposal = elsewhere?.description ?? nearestName(to: key, among: object.names)
    hints = advice(proposal, takes)
  }
}

/// The word most probably meant and the list of all, on one line where there is room.
private func advice(_ proposal: String?, _ list: String) -> [Remedy] {
  guard let proposal else { return [Remedy(list)] }
  let line = "did you mean \(proposal)? \(list)"
  return line.unicodeScalars.count <= 98
    ? [Remedy(line)] : ["did you mean \(proposal)?", Remedy(list)]
}

extension ObjectDescription {
  /// The path of the only kind of object outside lists that has a key; nil where none has, or it
  /// is a name that many have.
  fileprivate func place(ofKey key: String, at path: JSONPath = JSONPath()) -> JSONPath? {
    guard key != "type", key != "name" else { return nil }
    if self[key] != nil { return path.appending(key) }
    for member in keys {
      let inner: [ObjectDescription] =
        switch member.kind {
        case .object(let object): [object]
        case .variants(let variants): variants.objects
        default: []
        }
      for object in inner {
        if let place = object.place(ofKey: key, at: path.appending(member.name)) { return place }
      }
    }
    return nil
  }
}
