import Datasets
import Files
import JSON

/// The texts of a definition, merged, and the origin of each part.
struct DefinitionSources {
  /// The experiment's name, for hints.
  let name: String
  /// The requested file first, then the files that it extends.
  let files: [DefinitionFile]
  let overrides: [DefinitionOverride]
  /// The merged value, without `extends`.
  let value: JSONValue

  /// - Parameters:
  ///   - dropped: paths of values to treat as if they were not given.
  ///   - base: the merged definition that the first file extends, if it is already known.
  init(
    name: String, files: [DefinitionFile], overrides: [DefinitionOverride],
    dropping dropped: [JSONPath] = [], onto base: JSONValue? = nil
  ) throws(DefinitionError) {
    self.name = name
    self.files = files
    self.overrides = overrides
    var merged = (base == nil ? files : Array(files.prefix(1))).reversed().reduce(base ?? [:]) {
      $0.merged(under: $1.document.value)
    }
    if case .object(var members) = merged {
      members["extends"] = nil
      merged = .object(members)
    }
    for path in dropped { merged = merged.removing(path.components[...]) }
    for override in overrides {
      try merged.set(override)
    }
    value = merged
  }

  /// Locates each diagnostic, in the order of the texts.
  ///
  /// - Parameter areJoint: whether values that are valid by themselves do not fit together, so that
  ///   an override may be the cause of a diagnostic in a file.
  func error(_ diagnostics: [Diagnostic], areJoint: Bool = false) -> DefinitionError {
    let origins = diagnostics.map { origin(of: $0) }
    // Sorted by offset before lines are counted, because a file may have an error every few bytes.
    let order = diagnostics.indices.sorted {
      (origins[$0].rank.0, origins[$0].rank.1, $0) < (origins[$1].rank.0, origins[$1].rank.1, $1)
    }
    var placed = order.prefix(DefinitionError.mostShown).map {
      locate(diagnostics[$0], at: origins[$0])
    }
    if areJoint, !overrides.isEmpty {
      let options = overrides.map(\.text).joined(separator: " ")
      for index in placed.indices where !placed[index].isInOption {
        placed[index].hints.append("with \(options)")
      }
    }
    return DefinitionError(placed, of: diagnostics.count, in: files.first?.label ?? name)
  }

  /// The text that a diagnostic is about.
  private enum Origin {
    case option(DefinitionOverride)
    case file(Int, start: Int)
    case nowhere

    /// Options first, then missing values, then the files in their order.
    var rank: (Int, Int) {
      switch self {
      case .option: (-1, 0)
      case .nowhere: (0, -1)
      case .file(let file, let start): (file, start)
      }
    }
  }

  private func origin(of diagnostic: Diagnostic) -> Origin {
    let anchor =
      diagnostic.mark == .owner ? diagnostic.path.parent ?? diagnostic.path : diagnostic.path
    if let override = overrides.last(where: { anchor.starts(with: $0.path) }) {
      return .option(override)
    }
    for (index, file) in files.enumerated() {
      if let range = file.range(of: diagnostic) { return .file(index, start: range.lowerBound) }
    }
    if let override = overrides.last(where: { $0.path.starts(with: diagnostic.path) }) {
      return .option(override)
    }
    return .nowhere
  }

  private func locate(_ diagnostic: Diagnostic, at origin: Origin) -> PlacedDiagnostic {
    var mistake = mistake(diagnostic, at: origin)
    mistake.isAboutData = diagnostic.isAboutData
    return mistake
  }

  private func mistake(_ diagnostic: Diagnostic, at origin: Origin) -> PlacedDiagnostic {
    switch origin {
    case .option(let override):
      return mistake(diagnostic, in: override)
    case .file(let index, _):
      guard var mistake = files[index].locate(diagnostic) else { break }
      if index > 0 { mistake.hints.append("\(files[0].label) extends it") }
      return mistake
    case .nowhere:
      break
    }
    return PlacedDiagnostic(
      place: .file(files.first?.label ?? name), path: diagnostic.path.description,
      problem: diagnostic.problem, hints: diagnostic.hints)
  }

  private func mistake(_ diagnostic: Diagnostic, in override: DefinitionOverride)
    -> PlacedDiagnostic
  {
    var mistake = PlacedDiagnostic(
      place: .option(override.text),
      path: diagnostic.path == override.path ? "" : diagnostic.path.description,
      problem: diagnostic.problem, hints: diagnostic.hints)
    guard let unknown = diagnostic.unknownKey, let key = diagnostic.path.components.last,
      let parent = diagnostic.path.parent
    else { return mistake }
    let place = parent.description
    let shownOwner =
      place.isEmpty || place == unknown.owner ? unknown.owner : "\(place) (\(unknown.owner))"
    mistake.path = ""
    mistake.problem = "\(shownOwner) has no '\(key.printable)'"
    mistake.hints = [didYouMean(unknown.paths, then: "every path: \(command: .show(name))")]
    return mistake
  }
}

extension JSONPath {
  fileprivate func starts(with prefix: JSONPath) -> Bool {
    components.starts(with: prefix.components)
  }
}

extension JSONValue {
  /// Merges a definition with one that extends it: objects are merged, everything else is replaced,
  /// including an object whose `type` changes.
  func merged(under derived: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let changes) = derived else {
      return derived
    }
    if let type = changes["type"], let old = members["type"], type != old { return derived }
    for (key, change) in changes {
      members[key] = members[key].map { $0.merged(under: change) } ?? change
    }
    return .object(members)
  }

  /// The value without the member at a path.
  fileprivate func removing(_ keys: ArraySlice<String>) -> JSONValue {
    guard let key = keys.first, case .object(var members) = self else { return self }
    members[key] = keys.count == 1 ? nil : members[key]?.removing(keys.dropFirst())
    return .object(members)
  }

  /// Sets the value of an override, making the objects on its path.
  fileprivate mutating func set(_ override: DefinitionOverride) throws(DefinitionError) {
    self = try setting(override, at: override.path.components[...], below: JSONPath())
  }

  private func setting(
    _ override: DefinitionOverride, at components: ArraySlice<String>, below path: JSONPath
  ) throws(DefinitionError) -> JSONValue {
    guard let component = components.first else { return override.value }
    let inner = path.appending(component)
    switch self {
    case .object(var members):
      let member = members[component] ?? .object([:])
      members[component] = try member.setting(override, at: components.dropFirst(), below: inner)
      return .object(members)
    case .array(var elements):
      guard let index = arrayIndex(component), elements.indices.contains(index) else {
        throw refusal(
          of: override, "\(path) has \(elements.count) elements, from 0, and no '\(component)'")
      }
      elements[index] = try elements[index].setting(
        override, at: components.dropFirst(), below: inner)
      return .array(elements)
    default:
      throw refusal(of: override, "\(path) is \(shown) and has no '\(component)'")
    }
  }

  private func refusal(of override: DefinitionOverride, _ problem: String) -> DefinitionError {
    DefinitionError([
      PlacedDiagnostic(place: .option(override.text), problem: problem.printable)
    ])
  }
}
