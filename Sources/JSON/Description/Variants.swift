/// One type of an object with several types, such as `sgd` among the optimizers.
package struct Variant<Configuration>: Sendable {
  package let name: String
  /// One sentence for the schema.
  package let summary: String
  package let keys: [KeyDescription]
  package let make: @Sendable (Fields) -> Configuration

  package init(
    _ name: String, _ summary: String, _ keys: [KeyDescription] = [],
    make: @escaping @Sendable (Fields) -> Configuration
  ) {
    self.name = name
    self.summary = summary
    self.keys = keys
    self.make = make
  }
}

/// All types of such an object: their descriptions, and how to make a configuration.
package struct Variants<Configuration>: Sendable {
  package let description: VariantsDescription
  private let tag: String
  private let variants: [Variant<Configuration>]

  /// - Parameters:
  ///   - tag: the key that names the type.
  ///   - common: the keys that every type has. They come before the type's own keys.
  ///   - last: the keys that every type has after its own.
  package init(
    _ name: String, noun: String, tag: String = "type", defaultType: String? = nil,
    allowsBareName: Bool = false, common: [KeyDescription] = [], last: [KeyDescription] = [],
    _ variants: [Variant<Configuration>]
  ) {
    self.variants = variants
    self.tag = tag
    description = VariantsDescription(
      name: name, tag: tag,
      types: ChoiceDescription(
        noun: noun, variants.map { ChoiceDescription.Option($0.name, $0.summary) }),
      objects: variants.map { variant in
        let type = KeyDescription(
          tag, .word(variant.name),
          variant.name == defaultType ? .value(.string(variant.name)) : .required, variant.summary)
        return ObjectDescription(
          noun: variant.name, keys: [type] + common + variant.keys + last)
      },
      defaultType: defaultType, allowsBareName: allowsBareName)
  }

  /// Makes the configuration of a value that has passed the checks.
  package func make(_ value: JSONValue) -> Configuration {
    let type = value.string ?? value[tag]?.string
    guard let variant = variants.first(where: { $0.name == type }) else {
      preconditionFailure("an unchecked definition")
    }
    return variant.make(Fields(value, of: description[variant.name]))
  }
}

/// The values of an object that has been checked and completed with defaults.
///
/// Asking for a key that the description does not have is a programming error and traps.
package struct Fields: Sendable {
  private let value: JSONValue
  private let implied: [String: JSONValue]

  /// - Parameter object: the description of the value, which has the values of keys that a resolved
  ///   definition leaves out; nil if there are no such keys.
  package init(_ value: JSONValue, of object: ObjectDescription? = nil) {
    self.value = value
    implied = Dictionary(
      uniqueKeysWithValues: (object?.keys ?? []).compactMap { key in
        key.implied.map { (key.name, $0) }
      })
  }

  /// The value of a required key, or of one with a default, written or implied.
  package subscript(_ key: String) -> JSONValue {
    found(value[key] ?? implied[key])
  }

  /// The value of an optional key.
  package func optional(_ key: String) -> JSONValue? { value[key] }

  package func fields(_ key: String, of object: ObjectDescription? = nil) -> Fields {
    Fields(self[key], of: object)
  }
  package func int(_ key: String) -> Int { found(self[key].int) }
  package func double(_ key: String) -> Double { found(self[key].double) }
  package func bool(_ key: String) -> Bool { found(self[key].bool) }
  package func string(_ key: String) -> String { found(self[key].string) }
  package func array(_ key: String) -> [JSONValue] { found(self[key].array) }

  package func choice<Choice: RawRepresentable<String>>(_ key: String) -> Choice {
    found(Choice(rawValue: string(key)))
  }

  package func choices<Choice: RawRepresentable<String>>(_ key: String) -> [Choice] {
    array(key).map { found($0.string.flatMap(Choice.init)) }
  }

  package func doubles(_ key: String) -> [Double] {
    array(key).map { found($0.double) }
  }

  package func range(_ key: String) -> Range<Int>? {
    optional(key).map { found($0[0]?.int)..<found($0[1]?.int) }
  }

  private func found<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("an unchecked definition") }
    return value
  }
}
