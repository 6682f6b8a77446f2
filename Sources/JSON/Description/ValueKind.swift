/// The values that a key of a definition allows.
///
/// Checking, defaults, suggestions for misspelt names, `bench show` and the JSON Schema all read this
/// one description.
package indirect enum ValueKind: Sendable {
  case boolean
  case integer(ClosedRange<Int>)
  /// One integer for both axes of an image, or `[height, width]`. Two equal ones resolve to one.
  case size(ClosedRange<Int>)
  case number(NumberRange)
  case text
  /// Exactly this string, as an alternative to another kind.
  ///
  /// - Parameter summary: one sentence for the schema; nil if the key's own summary explains it.
  case word(String, summary: String? = nil)
  /// One of several strings.
  case choice(ChoiceDescription)
  /// `[start, end)`, written as two integers.
  case range
  case list(of: ValueKind, noun: String, count: ClosedRange<Int>)
  case object(ObjectDescription)
  case variants(VariantsDescription)
  case either(ValueKind, ValueKind)
  /// The name of a layer: `a` to `z` first, then at most 39 of `a` to `z`, digits and `_`.
  case name
  /// An object if it has this key; otherwise a value of another kind. The object is described on
  /// demand, because it may contain values of this kind again.
  case keyed(String, @Sendable () -> ObjectDescription, otherwise: ValueKind)
  /// An object whose keys are free. Each has a value of this kind.
  case map(of: ValueKind, noun: String)
  /// Any value.
  case any
}

/// The numbers that a key allows. All must also be finite in float32.
package struct NumberRange: Sendable {
  package var lower: Double
  package var isLowerIncluded = true
  /// nil: no bound.
  package var upper: Double?
  package var isUpperIncluded = false
  /// Whether training rounds the number to float32.
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
  package static let positiveBelowOne = NumberRange(lower: 0, isLowerIncluded: false, upper: 1)
  package static let positiveUpToOne = NumberRange(
    lower: 0, isLowerIncluded: false, upper: 1, isUpperIncluded: true)

  /// From 0 to an upper bound, which is included.
  package static func upTo(_ upper: Double) -> NumberRange {
    NumberRange(lower: 0, upper: upper, isUpperIncluded: true)
  }

  /// The same range for a number that training uses in float64.
  package var unrounded: NumberRange {
    var range = self
    range.isRounded = false
    return range
  }

  /// Returns the number rounded to float32 if rounding changes what it means, because the result is
  /// 0 or a bound of the range; nil otherwise.
  ///
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

/// The strings that a key allows.
package struct ChoiceDescription: Sendable {
  package struct Option: Sendable {
    package let name: String
    /// One sentence for the schema.
    package let summary: String

    package init(_ name: String, _ summary: String) {
      self.name = name
      self.summary = summary
    }
  }

  /// What a string names: `normalization`, `layer`.
  package let noun: String
  package let options: [Option]

  package init(noun: String, _ options: [Option]) {
    self.noun = noun
    self.options = options
  }

  /// Describes all cases of an enumeration in the order of their declaration.
  package init<Choice: DescribedChoice>(noun: String, of type: Choice.Type) {
    self.init(noun: noun, type.allCases.map { Option($0.rawValue, $0.summary) })
  }

  package var names: [String] { options.map(\.name) }
}

/// An enumeration whose raw values a definition may contain.
package protocol DescribedChoice: CaseIterable, RawRepresentable<String> {
  /// What the value means, in one sentence for the schema.
  var summary: String { get }
}

/// A key of an object.
package struct KeyDescription: Sendable {
  /// The value of a key that is missing.
  package enum Fallback: Sendable {
    /// The key must be given.
    case required
    /// The key stays missing.
    case none
    case value(JSONValue)
    /// The value if the key is absent. It is never written into a resolved definition, so that
    /// definitions made before the key existed stay the same.
    case implied(JSONValue)
    /// The value of another key of the same object.
    case sameAs(String)
    /// A value that depends on the rest of the definition. The text describes it in the schema.
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

  /// The value that the absence of the key implies; nil where it implies none.
  package var implied: JSONValue? {
    if case .implied(let value) = fallback { value } else { nil }
  }

  /// Whether `null` is allowed, which means the same as leaving the key out.
  package var mayBeNull: Bool {
    switch fallback {
    case .none, .implied, .derived: true
    case .required, .value, .sameAs: false
    }
  }
}

/// An object with fixed keys.
package struct ObjectDescription: Sendable {
  /// The object's name in error messages: `training`, `sgd`.
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

/// An object in which the value of one key, usually `type`, determines the other keys.
package struct VariantsDescription: Sendable {
  /// The name in the schema's `$defs`.
  package var name: String
  /// The key that determines the others.
  package var tag = "type"
  /// The values of `tag`.
  package var types: ChoiceDescription
  /// The object of each type. Its first key is `tag`.
  package var objects: [ObjectDescription]
  /// The type if `tag` is missing; nil if `tag` is required.
  package var defaultType: String?
  /// Whether a string stands for an object of that type without other keys.
  package var allowsBareName: Bool

  package subscript(_ type: String) -> ObjectDescription? {
    objects.first { $0.noun == type }
  }
}
