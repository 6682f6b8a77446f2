/// The texts a definition is made of, merged, and where each part comes from.
struct DefinitionSources {
  /// The experiment's name, for hints.
  let name: String
  /// The file asked for first, then what it extends.
  let files: [DefinitionFile]
  let overrides: [DefinitionOverride]
  /// The folder from which data files are found.
  let workspace: String
  /// The merged value, without `extends`.
  let value: JSONValue

  init(
    name: String, files: [DefinitionFile], overrides: [DefinitionOverride], workspace: String
  ) throws(DefinitionError) {
    self.name = name
    self.files = files
    self.overrides = overrides
    self.workspace = workspace
    var merged = files.reversed().reduce(JSONValue.object([:])) {
      $0.merged(under: $1.document.value)
    }
    if case .object(var members) = merged {
      members["extends"] = nil
      merged = .object(members)
    }
    for override in overrides {
      try merged.set(override)
    }
    value = merged
  }

  /// Says of each mistake where it stands, in the order of the texts.
  ///
  /// - Parameter areJoint: whether values that are right by themselves do not fit together, so
  ///   that an override may be at fault for what is found in a file.
  func error(_ findings: [Finding], areJoint: Bool = false) -> DefinitionError {
    var mistakes = findings.map(locate)
    if areJoint, !overrides.isEmpty {
      let options = overrides.map(\.text).joined(separator: " ")
      for index in mistakes.indices where !mistakes[index].isInOption {
        mistakes[index].hints.append("with \(options)")
      }
    }
    let order = mistakes.indices.sorted { rank(mistakes[$0], $0) < rank(mistakes[$1], $1) }
    return DefinitionError(order.map { mistakes[$0] }, in: files.first?.label ?? name)
  }

  private func rank(_ mistake: DefinitionMistake, _ index: Int) -> (Int, Int, Int, Int) {
    switch mistake.place {
    case .text(let file, let line, let column):
      (files.firstIndex { $0.label == file } ?? 0, line, column, index)
    case .file, .nowhere: (0, 0, 0, index)
    case .option: (-1, 0, 0, index)
    }
  }

  private func locate(_ finding: Finding) -> DefinitionMistake {
    var mistake = place(finding)
    mistake.isAboutData = finding.isAboutData
    return mistake
  }

  private func place(_ finding: Finding) -> DefinitionMistake {
    let anchor = finding.mark == .owner ? finding.path.parent ?? finding.path : finding.path
    if let override = overrides.last(where: { anchor.starts(with: $0.path) }) {
      return mistake(finding, in: override)
    }
    for (index, file) in files.enumerated() {
      guard var mistake = file.locate(finding) else { continue }
      if index > 0 { mistake.hints.append("\(files[0].label) extends it") }
      return mistake
    }
    if let override = overrides.last(where: { $0.path.starts(with: finding.path) }) {
      return mistake(finding, in: override)
    }
    return DefinitionMistake(
      place: .file(files.first?.label ?? name), path: finding.path.description,
      problem: finding.problem, hints: finding.hints, proposal: finding.proposal)
  }

  private func mistake(_ finding: Finding, in override: DefinitionOverride) -> DefinitionMistake {
    var mistake = DefinitionMistake(
      place: .option(override.text),
      path: finding.path == override.path ? "" : finding.path.description,
      problem: finding.problem, hints: finding.hints, proposal: finding.proposal)
    guard let owner = finding.ownerOfUnknownKey, let key = finding.path.components.last,
      let parent = finding.path.parent
    else { return mistake }
    let place = parent.description
    let shownOwner = place.isEmpty || place == owner ? owner : "\(place) (\(owner))"
    mistake.path = ""
    mistake.problem = "\(shownOwner) has no '\(key.printable)'"
    if let proposal = finding.proposal {
      let isWhole = proposal.contains(".")
      let meant = isWhole ? proposal : parent.appending(proposal).description
      mistake.proposal = meant
      mistake.hints = ["did you mean \(meant)? every path: bench show \(name)"]
    } else {
      mistake.hints = ["every path: bench show \(name)"]
    }
    return mistake
  }
}

extension JSONPath {
  fileprivate func starts(with prefix: JSONPath) -> Bool {
    components.starts(with: prefix.components)
  }
}

extension JSONValue {
  /// The value of one definition that another extends: objects merge, everything else is
  /// replaced, also an object whose `type` changes.
  fileprivate func merged(under derived: JSONValue) -> JSONValue {
    guard case .object(var members) = self, case .object(let changes) = derived else {
      return derived
    }
    if let type = changes["type"], let old = members["type"], type != old { return derived }
    for (key, change) in changes {
      members[key] = members[key].map { $0.merged(under: change) } ?? change
    }
    return .object(members)
  }

  /// Puts an override's value in its place, making objects on the way.
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
      DefinitionMistake(place: .option(override.text), problem: problem.printable)
    ])
  }
}
