package import Datasets
import Files
import JSON

/// The definitions of a workspace: the files `NAME.json` in its folder `experiments/`.
package struct ExperimentLibrary: Sendable {
  /// The folder's path.
  package let folder: String
  /// How errors show the folder: `~/bench/experiments`.
  package let shownFolder: String
  /// The folder of definitions in messages: `experiments`.
  package let label: String
  /// Determines what the data files hold.
  private let data: any DatasetInspector

  /// - Parameters:
  ///   - shownFolder: the folder in messages, if it differs from its path.
  ///   - label: the beginning of a definition's path in messages; nil for the folder's name.
  ///   - data: determines what the data files hold.
  package init(
    folder: String, shownAs shownFolder: String? = nil, label: String? = nil,
    data: any DatasetInspector
  ) {
    self.folder = folder
    self.data = data
    self.shownFolder = shownFolder ?? folder
    self.label = label ?? folder.split(separator: "/").last.map(String.init) ?? folder
  }

  /// Whether a string can name an experiment or a run:
  /// `[A-Za-z0-9][A-Za-z0-9._-]{0,99}`.
  package static func isName(_ name: String) -> Bool {
    let letters = Array(name.utf8)
    guard let first = letters.first, letters.count <= 100 else { return false }
    return isLetterOrDigit(first)
      && letters.allSatisfy { isLetterOrDigit($0) || [0x2E, 0x5F, 0x2D].contains($0) }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
  }

  /// The names of the experiments, sorted by their bytes. `schema.json`, folders, and files whose
  /// names no experiment can have (`misnamedFiles`) are left out. A missing folder has none.
  package var names: [String] {
    folderEntries(folder).compactMap { entry in
      guard entry.hasSuffix(".json"), entry != "schema.json" else { return nil }
      let name = String(entry.dropLast(5))
      return Self.isName(name) && isRegularFile("\(folder)/\(entry)") ? name : nil
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Resolves an experiment: its file, what it extends, the overrides and the defaults.
  ///
  /// - Parameter known: a data set whose files are assumed to be unchanged and are not opened.
  /// - Throws: `DefinitionError` with every error.
  package func resolve(
    _ name: String, overrides: [DefinitionOverride] = [], known: DatasetConfiguration? = nil
  ) throws(DefinitionError) -> ResolvedExperiment {
    let data =
      known.map { RecordedDataInspector($0.layout, of: $0, otherwise: self.data) }
      ?? self.data
    return try definition(name, overrides: overrides).resolved(by: data)
  }

  /// Reads an experiment without its data: its file, what it extends, the overrides and the
  /// defaults.
  ///
  /// - Throws: `DefinitionError` with every value that is invalid by itself.
  package func definition(
    _ name: String, overrides: [DefinitionOverride] = []
  ) throws(DefinitionError) -> ExperimentDefinition {
    try definition(name, file: try load(name), overrides: overrides)
  }

  /// Resolves a definition in any file, which may extend one of this folder. Its name is the file's
  /// without `.json`. Pipes can be read too, and `-` is standard input.
  ///
  /// - Throws: `DefinitionError` if the file cannot be read, if it is in this folder under a name
  ///   that no experiment can have, and with every error in it.
  package func resolveFile(
    at path: String, overrides: [DefinitionOverride] = []
  ) throws(DefinitionError) -> ResolvedExperiment {
    if let mistake = misnamedFile(at: path) { throw DefinitionError([mistake]) }
    let last = path.split(separator: "/").last.map(String.init) ?? path
    let name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
    let shown = path == "-" ? "standard input" : path
    let file = try read(shownAs: shown) { () throws(FileProblem) in
      try InputFile.read(path, limit: DefinitionFile.maximumBytes)
    }
    return try definition(name, file: file, overrides: overrides).resolved(by: data)
  }

  /// Resolves what a person named: an experiment, or the path of a definition's file. A file of this
  /// folder is the experiment of its name.
  ///
  /// - Throws: `DefinitionError` with every error, and if the name of a file is no experiment's, which
  ///   its runs would be called by.
  package func resolve(
    nameOrPath operand: String, overrides: [DefinitionOverride] = []
  ) throws(DefinitionError) -> ResolvedExperiment {
    guard operand.contains("/") || operand.hasSuffix(".json") else {
      return try resolve(operand, overrides: overrides)
    }
    if let name = experiment(at: operand) { return try resolve(name, overrides: overrides) }
    let last = operand.split(separator: "/").last.map(String.init) ?? operand
    let name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
    guard Self.isName(name) || InputFile.kind(of: operand) == nil else {
      throw DefinitionError([
        PlacedDiagnostic(
          place: .file(operand.printable),
          problem: "its runs cannot be called '\(name.printable)': expected "
            + "[A-Za-z0-9][A-Za-z0-9._-]{0,99}.json",
          hints: ["rename the file"])
      ])
    }
    return try resolveFile(at: operand, overrides: overrides)
  }

  /// Returns the name of the experiment whose file is at a path; nil if the file is none of this
  /// folder's.
  package func experiment(at path: String) -> String? {
    guard path.hasSuffix(".json"), let last = path.split(separator: "/").last else { return nil }
    let name = String(last.dropLast(5))
    guard Self.isName(name), isSameFile(path, "\(folder)/\(last)") else { return nil }
    return name
  }

  /// Resolves a definition that is not in the folder yet.
  ///
  /// - Throws: `DefinitionError` with every error in it.
  package func resolve(
    _ name: String, text: String
  ) throws(DefinitionError) -> ResolvedExperiment {
    let file = try DefinitionFile(label: "\(label)/\(name).json", bytes: Array(text.utf8))
    return try definition(name, file: file, overrides: []).resolved(by: data)
  }

  private func definition(
    _ name: String, file: DefinitionFile, overrides: [DefinitionOverride]
  ) throws(DefinitionError) -> ExperimentDefinition {
    let files = try withExtended(file, named: name) { (name) throws(DefinitionError) in
      try readRegular(named: name)
    }
    return try ExperimentDefinition(
      DefinitionSources(name: name, files: files, overrides: overrides), workspace: workspace)
  }

  /// The folder that relative paths of data files start from. It is the parent in the path of
  /// `folder`, even if `experiments` is a link.
  private var workspace: String {
    let names = folder.split(separator: "/").dropLast()
    return (folder.hasPrefix("/") ? "/" : names.isEmpty ? "." : "") + names.joined(separator: "/")
  }

  /// - Parameters:
  ///   - files: the definition and what it extends, so that errors there get their position.
  ///   - base: the merged definition that it extends.
  func resolve(
    _ name: String, _ files: [DefinitionFile], onto base: JSONValue
  ) throws(DefinitionError) -> ResolvedExperiment {
    try ExperimentDefinition(
      DefinitionSources(name: name, files: files, overrides: [], onto: base), workspace: workspace
    ).resolved(by: data)
  }

  func load(_ name: String) throws(DefinitionError) -> DefinitionFile {
    guard Self.isName(name), let file = try readRegular(named: name) else {
      throw DefinitionError([unknown(name)])
    }
    return file
  }

  /// Reads a definition of this folder; returns nil if there is none of that name.
  func readRegular(named name: String) throws(DefinitionError) -> DefinitionFile? {
    guard name != "schema", isRegularFile("\(folder)/\(name).json") else { return nil }
    return try read(shownAs: "\(label)/\(name).json") { () throws(FileProblem) in
      try InputFile.readRegular(
        "\(folder)/\(name).json", limit: DefinitionFile.maximumBytes)
    }
  }

  private func read(
    shownAs label: String, _ contents: () throws(FileProblem) -> [UInt8]
  ) throws(DefinitionError) -> DefinitionFile {
    let bytes: [UInt8]
    do {
      bytes = try contents()
    } catch {
      throw DefinitionError(
        [PlacedDiagnostic(place: .file(label), problem: error.description)], in: label)
    }
    return try DefinitionFile(label: label, bytes: bytes)
  }

  private func unknown(_ name: String) -> PlacedDiagnostic {
    let problem = "no experiment '\(name.printable)' in \(shownFolder.printable)"
    if let mistake = misnamedFile(named: name) {
      return PlacedDiagnostic(
        place: .nowhere, problem: problem, hints: [Remedy(mistake.headline)] + mistake.hints)
    }
    let names = self.names
    let all: Remedy = names.isEmpty ? "it has none" : "all \(names.count): \(command: .list)"
    return PlacedDiagnostic(
      place: .nowhere, problem: problem,
      hints: [didYouMean(nearestNames(to: name, among: names), then: all)])
  }

  /// Returns the file and those that it extends, itself first.
  ///
  /// - Parameter read: reads a definition of this folder; returns nil if there is none of that
  ///   name.
  func withExtended(
    _ file: DefinitionFile, named name: String,
    _ read: (String) throws(DefinitionError) -> DefinitionFile?
  ) throws(DefinitionError) -> [DefinitionFile] {
    var files = [file]
    var chain = [name]
    var inChain: Set = [name]
    while let last = files.last, let extended = last.document.value["extends"], !extended.isNull {
      guard let baseName = extended.string, Self.isName(baseName) else {
        throw refusal(in: last, "must be an experiment's name, not \(extended.shown)", files)
      }
      if inChain.contains(baseName) {
        let circle = (chain + [baseName]).joined(separator: " -> ")
        throw refusal(in: last, "goes round in a circle: \(circle)", files)
      }
      guard let base = try read(baseName) else {
        let nearest = nearestNames(to: baseName, among: names.filter { !inChain.contains($0) })
        throw refusal(in: last, "no experiment \"\(baseName)\"", files, nearest: nearest)
      }
      chain.append(baseName)
      inChain.insert(baseName)
      files.append(base)
    }
    return files
  }

  private func refusal(
    in file: DefinitionFile, _ problem: String, _ files: [DefinitionFile],
    nearest: [String] = []
  ) -> DefinitionError {
    let diagnostic = Diagnostic(
      path: JSONPath("extends"), problem: problem,
      hints: didYouMean(nearest.map { "\"\($0)\"" }).map { [Remedy($0)] } ?? [])
    guard let mistake = file.locate(diagnostic) else { preconditionFailure("the file extends") }
    return DefinitionError([mistake], in: files.first?.label ?? file.label)
  }
}
