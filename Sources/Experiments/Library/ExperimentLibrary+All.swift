import JSON

extension ExperimentLibrary {
  /// Resolves every experiment of the folder, in the order of their names.
  ///
  /// Each file is read once, however many definitions extend it: twenty thousand in a chain take
  /// no longer than as many side by side. An error in what is extended may be told without its
  /// place; `resolve` has it.
  package func resolveAll() -> [(name: String, result: Result<ResolvedExperiment, DefinitionError>)]
  {
    var merged = MergedDefinitions(library: self)
    return names.map { name in
      (name, Result { () throws(DefinitionError) in try merged.resolve(name) })
    }
  }
}

/// Definitions with what they extend merged in, each kept for those that extend it.
private struct MergedDefinitions {
  let library: ExperimentLibrary
  private var values: [String: Result<JSONValue, DefinitionError>] = [:]

  init(library: ExperimentLibrary) {
    self.library = library
  }

  mutating func resolve(_ name: String) throws(DefinitionError) -> ResolvedExperiment {
    let file = try library.load(name)
    let base = try file.document.value["extends"].map { (extended) throws(DefinitionError) in
      extended.isNull ? [:] : try value(of: extended.string, extendedBy: name)
    }
    return try library.resolve(name, file, onto: base ?? [:])
  }

  /// The merged value of a definition that another one extends.
  private mutating func value(
    of name: String?, extendedBy derived: String
  ) throws(DefinitionError) -> JSONValue {
    // From there down to one that is known or extends none.
    var files: [(name: String, value: JSONValue)] = []
    var chain: Set = [derived]
    var (next, last) = (name, derived)
    var base = Result<JSONValue, DefinitionError>.success([:])
    while let current = next {
      if let known = values[current] {
        base = known
        break
      }
      guard chain.insert(current).inserted, let file = try? library.load(current) else {
        base = .failure(library.error(of: last))
        break
      }
      files.append((current, file.document.value))
      let extended = file.document.value["extends"] ?? .null
      (next, last) = (extended.string, current)
      if !extended.isNull, next == nil { base = .failure(library.error(of: current)) }
    }
    if name == nil { base = .failure(library.error(of: derived)) }
    for (name, value) in files.reversed() {
      base = base.map { $0.merged(under: value) }
      values[name] = base
    }
    return try base.get()
  }
}

extension ExperimentLibrary {
  /// What is wrong with a definition that extends what cannot be read, or itself.
  fileprivate func error(of name: String) -> DefinitionError {
    do {
      _ = try resolve(name)
    } catch {
      return error
    }
    // Somebody has put it right meanwhile.
    return DefinitionError([
      DefinitionMistake(place: .nowhere, problem: "\(name) was changed while it was read")
    ])
  }
}
