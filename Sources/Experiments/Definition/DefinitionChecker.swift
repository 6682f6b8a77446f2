import Datasets
import JSON

/// Checks a value against its description and fills in defaults, collecting every error.
struct DefinitionChecker {
  private(set) var diagnostics: [Diagnostic] = []
  private let purpose: DefinitionPurpose

  /// Whether the value is a sweep, whose keys are no paths of a definition.
  private let isSweep: Bool

  init(for purpose: DefinitionPurpose = .training, ofSweep isSweep: Bool = false) {
    self.purpose = purpose
    self.isSweep = isSweep
  }

  /// Returns the value with every default filled in. Invalid parts stay as they are.
  mutating func complete(_ value: JSONValue, as kind: ValueKind, at path: JSONPath) -> JSONValue {
    switch kind {
    case .boolean, .text, .word:
      if !kind.hasType(of: value) { refuse(value, as: kind, at: path) }
    case .integer(let range):
      if !(value.int.map(range.contains) ?? false) { refuse(value, as: kind, at: path) }
    case .size(let range):
      return completeSize(value, within: range, at: path)
    case .number(let range):
      guard let number = value.double, range.contains(number) else {
        return refuse(value, as: kind, at: path)
      }
      if purpose == .training, let rounded = range.changedMeaning(of: number) {
        diagnostics.append(Diagnostic(number, becomes: rounded, in: range, at: path))
      }
    case .choice(let choice):
      checkChoice(value, choice, at: path)
    case .range:
      checkRange(value, at: path)
    case .list(let element, let noun, let count):
      return completeList(value, of: element, noun: noun, count: count, at: path)
    case .object(let object):
      guard let members = value.object else { return refuse(value, as: kind, at: path) }
      return completeObject(members, as: object, at: path)
    case .variants(let variants):
      return completeVariants(value, as: variants, at: path)
    case .either(let first, let second):
      let areBothPossible = first.hasType(of: value) && second.hasType(of: value)
      if areBothPossible { return completeEither(value, first, second, as: kind, at: path) }
      if first.hasType(of: value) { return complete(value, as: first, at: path) }
      if second.hasType(of: value) { return complete(value, as: second, at: path) }
      refuse(value, as: kind, at: path)
    case .name:
      if value.string?.isLayerName != true { refuse(value, as: kind, at: path) }
    case .keyed(let key, let object, let other):
      guard let members = value.object, members[key] != nil else {
        return complete(value, as: other, at: path)
      }
      return completeObject(members, as: object(), at: path)
    case .map(let element, _):
      guard let members = value.object else { return refuse(value, as: kind, at: path) }
      var completed: [String: JSONValue] = [:]
      for (key, value) in members.sortedByKey {
        completed[key] = complete(value, as: element, at: path.appending(key))
      }
      return .object(completed)
    case .any: break
    }
    return value
  }

  /// Completes a value of the type of two kinds as the first that accepts it.
  private mutating func completeEither(
    _ value: JSONValue, _ first: ValueKind, _ second: ValueKind, as kind: ValueKind,
    at path: JSONPath
  ) -> JSONValue {
    for one in [first, second] {
      var trial = self
      let completed = trial.complete(value, as: one, at: path)
      guard trial.diagnostics.count == diagnostics.count else { continue }
      self = trial
      return completed
    }
    return refuse(value, as: kind, at: path)
  }

  @discardableResult
  private mutating func refuse(
    _ value: JSONValue, as kind: ValueKind, at path: JSONPath
  ) -> JSONValue {
    diagnostics.append(Diagnostic(value, isNo: kind, at: path))
    return value
  }

  private mutating func checkChoice(
    _ value: JSONValue, _ choice: ChoiceDescription, at path: JSONPath
  ) {
    guard let name = value.string else {
      refuse(value, as: .choice(choice), at: path)
      return
    }
    if !choice.names.contains(name) {
      diagnostics.append(Diagnostic(name, isNo: choice, at: path))
    }
  }

  private mutating func checkRange(_ value: JSONValue, at path: JSONPath) {
    guard value.array?.count == 2, let start = value[0]?.int, let end = value[1]?.int,
      start >= 0, start < end
    else {
      refuse(value, as: .range, at: path)
      return
    }
  }

  private mutating func completeList(
    _ value: JSONValue, of element: ValueKind, noun: String, count: ClosedRange<Int>,
    at path: JSONPath
  ) -> JSONValue {
    guard let elements = value.array else {
      return refuse(value, as: .list(of: element, noun: noun, count: count), at: path)
    }
    guard count.contains(elements.count) else {
      let least = count.lowerBound == count.upperBound ? "" : "\(count.lowerBound) to "
      diagnostics.append(
        Diagnostic(
          path: path,
          problem: "must have \(least)\(count.upperBound) \(noun)s, not \(elements.count)"))
      return value
    }
    return .array(
      elements.enumerated().map { complete($1, as: element, at: path.appending($0)) })
  }

  private mutating func completeSize(
    _ value: JSONValue, within range: ClosedRange<Int>, at path: JSONPath
  ) -> JSONValue {
    guard value.array != nil else {
      return value.int.map(range.contains) ?? false
        ? value : refuse(value, as: .size(range), at: path)
    }
    let sides = completeList(
      value, of: .integer(range), noun: "integer", count: 2...2, at: path)
    guard let height = sides[0]?.int, height == sides[1]?.int, sides.array?.count == 2 else {
      return sides
    }
    return .integer(height)
  }

  private mutating func completeObject(
    _ members: [String: JSONValue], as object: ObjectDescription, at path: JSONPath
  ) -> JSONValue {
    let unknown = members.sortedByKey.filter { object[$0.key] == nil }
      .map { Diagnostic(unknown: $0.key, of: object, at: path, isInSweep: isSweep) }
    diagnostics += unknown
    var completed: [String: JSONValue] = [:]
    for key in object.keys {
      if let value = members[key.name], !(key.mayBeNull && value.isNull) {
        let value = complete(value, as: key.kind, at: path.appending(key.name))
        if key.implied != value { completed[key.name] = value }
      } else if let value = fallback(of: key, in: completed, at: path) {
        completed[key.name] = value
      } else if key.isRequired, !unknown.contains(where: { $0.isMeant(key.name) }) {
        diagnostics.append(Diagnostic(missing: key, at: path))
      }
    }
    return .object(completed)
  }

  private mutating func fallback(
    of key: KeyDescription, in completed: [String: JSONValue], at path: JSONPath
  ) -> JSONValue? {
    switch key.fallback {
    case .value(let value): complete(value, as: key.kind, at: path.appending(key.name))
    case .sameAs(let other): completed[other]
    case .required, .none, .implied, .derived: nil
    }
  }

  private mutating func completeVariants(
    _ value: JSONValue, as variants: VariantsDescription, at path: JSONPath
  ) -> JSONValue {
    if variants.allowsBareName, let name = value.string {
      checkChoice(value, variants.types, at: path)
      if let object = variants[name], let key = object.keys.dropFirst().first(where: \.isRequired) {
        let example = "{\"type\": \"\(name)\", \"\(key.name)\": 0.1}"
        diagnostics.append(
          Diagnostic(
            path: path, problem: "\"\(name)\" needs \(key.name)", hints: ["write \(example)"]))
      }
      return value
    }
    guard let members = value.object else {
      return refuse(value, as: .variants(variants), at: path)
    }
    guard let type = members[variants.tag] ?? variants.defaultType.map(JSONValue.string) else {
      completeWithoutType(members, as: variants, at: path)
      return value
    }
    guard let name = type.string, let object = variants[name] else {
      checkChoice(type, variants.types, at: path.appending(variants.tag))
      return value
    }
    return completeObject(members, as: object, at: path)
  }

  private mutating func completeWithoutType(
    _ members: [String: JSONValue], as variants: VariantsDescription, at path: JSONPath
  ) {
    let type = KeyDescription(variants.tag, .choice(variants.types), .required, "")
    var any = ObjectDescription(noun: variants.name, keys: [type])
    for key in variants.objects.flatMap(\.keys) where any[key.name] == nil { any.keys.append(key) }
    let unknown = members.sortedByKey.filter { any[$0.key] == nil }
      .map { Diagnostic(unknown: $0.key, of: any, at: path) }
    diagnostics += unknown
    if !unknown.contains(where: { $0.isMeant(variants.tag) }) {
      diagnostics.append(Diagnostic(missing: type, at: path))
    }
  }
}
