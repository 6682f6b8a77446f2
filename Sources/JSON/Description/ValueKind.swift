/// What a definition may say at one place: drives checking, defaults, nearest names, the listing
/// of `bench show` and the JSON Schema, so that nothing is said twice.
package indirect enum ValueKind: Sendable {
  case boolean
  case integer(ClosedRange<Int>)
  /// One integer for both axes of an image, or `[height, width]`. Two equal ones resolve to one.
  case size(ClosedRange<Int>)
  case number(NumberRange)
  case text
  /// Exactly this string, beside another kind.
  case word(String)
  /// One of several strings.
  case choice(ChoiceDescription)
  /// `[start, end)`, written as two integers.
  case range
  case list(of: ValueKind, noun: String, count: ClosedRange<Int>)
  case object(ObjectDescription)
  case variants(VariantsDescription)
  case either(ValueKind, ValueKind)
}

/// The numbers allowed at a place. All must also be finite in float32.
package struct NumberRange: Sendable {
  package var lower: Double
  package var isLowerIncluded = true
  /// nil: no bound.
  package var upper: Double?
  package var isUpperIncluded = false
  /// Whether the training computes with the number in float32.
  package var isRounded = true

  package init(
    lower: Double, isLowerIncluded: Bool = true, upper: Double? = nil, isUpperIncluded: Bool = false
  ) {
    self.lower = lower
    self.isLowerIncluded = isLowerIncluded
    self.upper = upper
    self.isUpperIncluded = isUpperIncluded
  }

  package static let positive = NumberRange(lower: 0, isLowerIncluded: false)
  package static let nonNegative = NumberRange(lower: 0)
  package static let belowOne = NumberRange(lower: 0, upper: 1)
  package static let upToOne = upTo(1)
  package static let positiveUpToOne = NumberRange(
    lower: 0, isLowerIncluded: false, upper: 1, isUpperIncluded: true)

  /// From 0 to an upper bound that is allowed.
  package static func upTo(_ upper: Double) -> NumberRange {
    NumberRange(lower: 0, upper: upper, isUpperIncluded: true)
  }

  /// For a number with which the training computes in float64.
  package var unrounded: NumberRange {
    var range = self
    range.isRounded = false
    return range
  }

  /// Returns what float32 makes of a number where that is another thing: 0, or a bound of the range.
  /// A learning rate of 1e-46 becomes 0 and trains nothing.
  package func changedMeaning(of value: Double) -> Double? {
    let rounded = Double(Float(value))
    guard isRounded, rounded != value else { return nil }
    return rounded == 0 || rounded == lower || rounded == upper ? rounded : nil
  }

  package func contains(_ value: Double) -> Bool {
    (isLowerIncluded ? value >= lower : value > lower)
      && upper.map { isUpperIncluded ? value <= $0 : value < $0 } != false
      && Float(value).isFinite
  }

  /// `greater than 0`, `from 0 to less than 1`.
  package var expectation: String {
    let low = JSONValue.number(lower).canonicalText
    guard let upper else { return isLowerIncluded ? "\(low) or more" : "greater than \(low)" }
    let high = JSONValue.number(upper).canonicalText
    return isLowerIncluded
      ? "from \(low) to \(isUpperIncluded ? "" : "less than ")\(high)"
      : "greater than \(low) and \(isUpperIncluded ? "at most" : "less than") \(high)"
  }
}

/// A set of names.
package struct ChoiceDescription: Sendable {
  /// What the names are of: `normalization`, `layer type`.
  package var noun: String
  package var names: [String]

  package init(noun: String, names: [String]) {
    self.noun = noun
    self.names = names
  }
}

/// A key of an object.
package struct KeyDescription: Sendable {
  /// What stands where the key is not given.
  package enum Fallback: Sendable {
    /// Nothing: the key must be given.
    case required
    /// Nothing.
    case none
    case value(JSONValue)
    /// This value, of a key that is newer than the first definitions. A resolved definition has the
    /// key only where its value is another, so that the text of older definitions stays the same.
    case implied(JSONValue)
    /// The value of another key of the same object.
    case sameAs(String)
    /// What follows from the rest of the definition, in words for the schema.
    case derived(String)
  }

  package var name: String
  package var kind: ValueKind
  package var fallback: Fallback
  /// One sentence for the schema.
  package var summary: String

  package init(_ name: String, _ kind: ValueKind, _ fallback: Fallback, _ summary: String) {
    self.name = name
    self.kind = kind
    self.fallback = fallback
    self.summary = summary
  }

  package var isRequired: Bool {
    if case .required = fallback { true } else { false }
  }

  /// The value with which the key is left out of a resolved definition; nil where it never is.
  package var implied: JSONValue? {
    if case .implied(let value) = fallback { value } else { nil }
  }

  /// Whether the key may be `null`, which is to leave it out.
  package var mayBeNull: Bool {
    switch fallback {
    case .none, .derived: true
    case .required, .value, .implied, .sameAs: false
    }
  }
}

/// An object with fixed keys.
package struct ObjectDescription: Sendable {
  /// How an error calls it: `training`, `sgd`.
  package var noun: String
  package var keys: [KeyDescription]

  package init(noun: String, keys: [KeyDescription]) {
    self.noun = noun
    self.keys = keys
  }

  package var names: [String] { keys.map(\.name) }

  package subscript(_ name: String) -> KeyDescription? {
    keys.first { $0.name == name }
  }
}

/// An object in which one key, mostly `type`, decides which others it has.
package struct VariantsDescription: Sendable {
  /// Its name among the schema's definitions.
  package var name: String
  /// The key that decides.
  package var tag = "type"
  /// What it names.
  package var types: ChoiceDescription
  /// The whole object for each type, the deciding key first.
  package var objects: [ObjectDescription]
  /// The type where none is given; nil where it must be.
  package var defaultType: String?
  /// Whether a type without required keys may stand as its bare name.
  package var allowsBareName: Bool

  package subscript(_ type: String) -> ObjectDescription? {
    objects.first { $0.noun == type }
  }
}
