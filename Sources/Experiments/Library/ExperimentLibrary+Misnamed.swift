import Datasets
import Files

/// Files that were meant as definitions, but whose names no experiment can have.
extension ExperimentLibrary {
  /// The problem with each such file, sorted by the bytes of their names. Hidden files are left
  /// out, because editors and file managers make them.
  package var misnamedFiles: [PlacedDiagnostic] { misnamedEntries.map { misnaming($0) } }

  /// Returns the problem with the file that a name or a path in the folder refers to; nil if there
  /// is none.
  func misnamedFile(named name: String) -> PlacedDiagnostic? {
    let start = label + "/"
    let file = name.hasPrefix(start) ? String(name.dropFirst(start.count)) : name
    return misnamedEntries.first { $0 == file || $0 == file + ".json" }.map { misnaming($0) }
  }

  /// Returns the problem with a file's name if the file is in the folder; nil if there is none.
  func misnamedFile(at path: String) -> PlacedDiagnostic? {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    guard last.hasSuffix(".json"), !Self.isName(String(last.dropLast(5))) else { return nil }
    let entry = misnamedEntries.first { $0 == last && isSameFile(path, "\(folder)/\($0)") }
    return entry.map { misnaming($0) }
  }

  private var misnamedEntries: [String] {
    folderEntries(folder).filter { entry in
      entry.hasSuffix(".json") && !entry.hasPrefix(".")
        && !Self.isName(String(entry.dropLast(5))) && isRegularFile("\(folder)/\(entry)")
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func misnaming(_ entry: String) -> PlacedDiagnostic {
    let name = String(entry.dropLast(5)).printable
    return PlacedDiagnostic(
      place: .file("\(label)/\(entry)"),
      problem: "'\(name)' is not an experiment's name: [A-Za-z0-9][A-Za-z0-9._-]{0,99}",
      hints: ["rename the file: letters, digits, '.', '_', '-', the first a letter or digit"])
  }
}
