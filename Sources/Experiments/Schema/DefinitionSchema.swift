import Engine
package import JSON

/// Returns the JSON Schema (2020-12) of a definition, made from the descriptions that also decode
/// it.
///
/// A definition that extends another may leave out any key that the other has. The required keys
/// are therefore listed separately, in the branch without `extends`. Lists are never merged, so
/// their elements must be complete.
///
/// `enumDescriptions`, which VS Code and other editors show, has one sentence for each value of
/// `enum`.
package func definitionSchema() -> JSONValue {
  .object([
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "bench experiment definition",
    "type": "object",
    "properties": properties(of: experimentDescription, isPartial: true),
    "additionalProperties": false,
    "if": ["not": ["required": ["extends"], "properties": ["extends": ["type": "string"]]]],
    "then": requirements(of: experimentDescription) ?? [:],
    "$defs": [
      layers.name: schema(of: layers, isPartial: false),
      "\(layers.name)_or_\(repeatKey)": [
        "if": ["type": "object", "required": [.string(repeatKey)]],
        "then": .object(schema(of: .object(repeatDescription), isPartial: false)),
        "else": .object(schema(of: .variants(layers), isPartial: false)),
      ],
      initializers.name: schema(of: initializers, isPartial: false),
    ],
  ])
}

/// Returns the JSON Schema (2020-12) of a sweep. The settings that vary are checked by resolving the
/// points.
package func sweepSchema() -> JSONValue {
  .object(
    [
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "title": "definition of a sweep of bench",
    ].merging(schema(of: .object(sweepDescription), isPartial: false)) { $1 })
}

private let layers = LayerConfiguration.variants.description
private let initializers = Initializer.variants.description

/// - Parameter isPartial: whether required keys may be missing, because another definition may have
///   them.
private func schema(of kind: ValueKind, isPartial: Bool) -> [String: JSONValue] {
  switch kind {
  case .boolean: ["type": "boolean"]
  case .integer(let range):
    ["type": "integer", "minimum": .integer(range.lowerBound)]
      .merging(range.upperBound == .max ? [:] : ["maximum": .integer(range.upperBound)]) { $1 }
  case .size(let range):
    [
      "anyOf": [
        .object(schema(of: .integer(range), isPartial: isPartial)),
        .object(
          schema(
            of: .list(of: .integer(range), noun: "integer", count: 2...2), isPartial: isPartial)),
      ]
    ]
  case .number(let range): schema(of: range)
  case .text: ["type": "string"]
  case .word(let word, let summary):
    ["const": .string(word)]
      .merging(summary.map { ["description": .string($0)] } ?? [:]) { $1 }
  case .choice(let choice): schema(of: choice.options)
  case .range:
    [
      "type": "array", "items": ["type": "integer", "minimum": 0], "minItems": 2, "maxItems": 2,
    ]
  case .list(let element, _, let count):
    [
      "type": "array", "items": .object(schema(of: element, isPartial: false)),
      "minItems": .integer(count.lowerBound), "maxItems": .integer(count.upperBound),
    ]
  case .object(let object):
    [
      "type": "object", "properties": properties(of: object, isPartial: isPartial),
      "additionalProperties": false,
    ].merging(isPartial ? [:] : required(by: object)) { $1 }
  case .variants(let variants):
    if [layers.name, initializers.name].contains(variants.name) {
      ["$ref": .string("#/$defs/\(variants.name)")]
    } else {
      schema(of: variants, isPartial: isPartial).object ?? [:]
    }
  case .name: ["type": "string", "pattern": "^[a-z][a-z0-9_]{0,39}$"]
  case .keyed(let key, _, _): ["$ref": .string("#/$defs/\(layers.name)_or_\(key)")]
  case .map(let element, _):
    [
      "type": "object",
      "additionalProperties": .object(schema(of: element, isPartial: isPartial)),
    ]
  case .any: [:]
  case .either(let first, let second):
    [
      "anyOf": [
        .object(schema(of: first, isPartial: isPartial)),
        .object(schema(of: second, isPartial: isPartial)),
      ]
    ]
  }
}

private func schema(of range: NumberRange) -> [String: JSONValue] {
  var schema: [String: JSONValue] = ["type": "number"]
  schema[range.isLowerIncluded ? "minimum" : "exclusiveMinimum"] = .number(range.lower)
  if let upper = range.upper {
    schema[range.isUpperIncluded ? "maximum" : "exclusiveMaximum"] = .number(upper)
  } else {
    schema["maximum"] = .number(Double(Float.greatestFiniteMagnitude))
  }
  return schema
}

private func schema(of options: [ChoiceDescription.Option]) -> [String: JSONValue] {
  [
    "enum": .array(options.map { .string($0.name) }),
    "enumDescriptions": .array(options.map { .string($0.summary) }),
  ]
}

private func schema(of variants: VariantsDescription, isPartial: Bool) -> JSONValue {
  let cases = variants.objects.map { object -> JSONValue in
    [
      "if": hasType(object.noun, in: variants),
      "then": .object(
        [
          "properties": properties(of: object, isPartial: isPartial),
          "additionalProperties": false,
        ].merging(isPartial ? [:] : required(by: object)) { $1 }),
    ]
  }
  var whole: [String: JSONValue] = [
    "type": "object",
    "properties": [variants.tag: .object(schema(of: variants.types.options))],
    "allOf": .array(cases),
  ]
  if !isPartial, variants.defaultType == nil { whole["required"] = [.string(variants.tag)] }
  guard variants.allowsBareName else { return .object(whole) }
  let bare = variants.types.options.filter { option in
    variants[option.name]?.keys.dropFirst().contains(where: \.isRequired) == false
  }
  return ["anyOf": [.object(schema(of: bare)), .object(whole)]]
}

private func hasType(_ type: String, in variants: VariantsDescription) -> JSONValue {
  var condition: [String: JSONValue] = ["properties": [variants.tag: ["const": .string(type)]]]
  if type != variants.defaultType { condition["required"] = [.string(variants.tag)] }
  return .object(condition)
}

private func properties(of object: ObjectDescription, isPartial: Bool) -> JSONValue {
  .object(
    Dictionary(
      uniqueKeysWithValues: object.keys.map { key in
        var inner = schema(of: key.kind, isPartial: isPartial)
        if key.mayBeNull { inner = allowingNull(inner) }
        inner["description"] = .string(summary(of: key))
        switch key.fallback {
        case .value(let value), .implied(let value): inner["default"] = value
        case .required, .none, .sameAs, .derived: break
        }
        return (key.name, .object(inner))
      }))
}

private func allowingNull(_ schema: [String: JSONValue]) -> [String: JSONValue] {
  var schema = schema
  if let type = schema["type"] { schema["type"] = [type, "null"] }
  if let kinds = schema["anyOf"]?.array { schema["anyOf"] = .array(kinds + [["type": "null"]]) }
  if let values = schema["enum"]?.array { schema["enum"] = .array(values + [.null]) }
  if let sentences = schema["enumDescriptions"]?.array {
    schema["enumDescriptions"] = .array(sentences + ["The same as without the key."])
  }
  return schema
}

private func summary(of key: KeyDescription) -> String {
  switch key.fallback {
  case .sameAs(let other): "\(key.summary) Default: \(other)."
  case .derived(let description): "\(key.summary) Default: \(description)."
  default: key.summary
  }
}

private func required(by object: ObjectDescription) -> [String: JSONValue] {
  let names = object.keys.filter(\.isRequired).map { JSONValue.string($0.name) }
  return names.isEmpty ? [:] : ["required": .array(names)]
}

/// Returns the required keys of a definition that extends no other; nil if there are none.
private func requirements(of object: ObjectDescription) -> JSONValue? {
  var schema = required(by: object)
  var inner: [String: JSONValue] = [:]
  for key in object.keys {
    switch key.kind {
    case .object(let object): inner[key.name] = requirements(of: object)
    case .variants(let variants): inner[key.name] = requirements(of: variants)
    default: break
    }
  }
  if !inner.isEmpty { schema["properties"] = .object(inner) }
  return schema.isEmpty ? nil : .object(schema)
}

private func requirements(of variants: VariantsDescription) -> JSONValue {
  var schema: [String: JSONValue] = [
    "allOf": .array(
      variants.objects.map {
        ["if": hasType($0.noun, in: variants), "then": .object(required(by: $0))]
      })
  ]
  if variants.defaultType == nil { schema["required"] = [.string(variants.tag)] }
  return .object(schema)
}
