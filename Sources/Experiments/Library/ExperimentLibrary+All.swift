import JSON

extension ExperimentLibrary {
  /// Resolves every experiment of the folder, in the order of their names.
  ///
  /// An error in an extended definition may come without its position; `LibraryReading` has it.
  package func resolveAll() -> [(name: String, result: Result<ResolvedExperiment, DefinitionError>)]
  {
    var reading = LibraryReading(of: self)
    return names.map { name in
      (name, Result { () throws(DefinitionError) in try reading.resolve(name, findsPlaces: false) })
    }
  }
}

/// Resolves many experiments of a library, each as `ExperimentLibrary.resolve` does.
///
/// Each file is read and merged once, however many definitions extend it: twenty thousand in a
/// chain take no longer than as many side by side.
package struct LibraryReading {
  private let library: ExperimentLibrary
  private var files: [String: DefinitionFile] = [:]
  /// The merged definitions that others extend; nil for one that cannot be read or that extends
  /// itself.
  private var merged: [String: JSONValue?] = [:]

  package init(of library: ExperimentLibrary) {
    self.library = library
  }

  /// - Throws: `DefinitionError` with every error.
  package mutating func resolve(_ name: String) throws(DefinitionError) -> ResolvedExperiment {
    try resolve(name, findsPlaces: true)
  }

  /// - Parameter findsPlaces: whether an error in an extended definition gets its position.
  fileprivate mutating func resolve(
    _ name: String, findsPlaces: Bool
  ) throws(DefinitionError) -> ResolvedExperiment {
    let file = try load(name)
    let extended = file.document.value["extends"] ?? .null
    if extended.isNull { return try library.resolve(name, [file], onto: [:]) }
    guard let base = extended.string.flatMap({ value(of: $0) }) else {
      _ = try chain(from: file, named: name)
      // The file has been corrected in the meantime.
      return try library.resolve(name)
    }
    do {
      return try library.resolve(name, [file], onto: base)
    } catch {
      if !findsPlaces { throw error }
    }
    return try library.resolve(name, chain(from: file, named: name), onto: base)
  }

  /// Returns the file and those that it extends.
  private func chain(
    from file: DefinitionFile, named name: String
  ) throws(DefinitionError) -> [DefinitionFile] {
    try library.withExtended(file, named: name) { (name) throws(DefinitionError) in
      if let known = files[name] { return known }
      return try library.readRegular(named: name)
    }
  }

  private mutating func load(_ name: String) throws(DefinitionError) -> DefinitionFile {
    if let known = files[name] { return known }
    let file = try library.load(name)
    files[name] = file
    return file
  }

  /// Returns a definition merged with what it extends.
  private mutating func value(of name: String) -> JSONValue? {
    // From there down to one that is known or extends none.
    var chain: [(name: String, value: JSONValue)] = []
    var inChain: Set<String> = []
    var next: String? = name
    var value: JSONValue? = [:]
    while let current = next {
      if let known = merged[current] {
        value = known
        break
      }
      guard inChain.insert(current).inserted, let file = try? load(current) else {
        value = nil
        break
      }
      chain.append((current, file.document.value))
      let extended = file.document.value["extends"] ?? .null
      next = extended.string
      if next == nil, !extended.isNull { value = nil }
    }
    for (name, own) in chain.reversed() {
      value = value?.merged(under: own)
      merged[name] = .some(value)
    }
    return value
  }
}
