extension Run {
  /// Changes what a person says of a run: its run.json is replaced under its lock.
  ///
  /// - Returns: the record as it is now.
  /// - Throws: a `RunError` of kind `held` while a process trains the run.
  @discardableResult
  package func change(_ edit: (inout RunRecord) -> Void) throws(RunError) -> RunRecord {
    let lock = try RunLock.take(in: folder, id: id, holder: .current())
    defer { withExtendedLifetime(lock) {} }
    // Read again: until the lock was ours, somebody else may have written.
    var record = try Run(
      id: id, folder: folder, workspace: workspace, savesInBackground: savesInBackground
    ).record
    edit(&record)
    let bytes = Array(record.text.utf8)
    guard bytes.count <= RunRecord.maximumBytes else {
      throw RunError(
        .usage, "\(id): run.json would have more than \(RunRecord.maximumBytes) bytes",
        advice: ["nothing was changed"])
    }
    try folder.publish(bytes, as: Self.recordFile)
    return record
  }
}

/// A word that marks runs.
package enum RunTag {
  /// Returns what is wrong with a tag; nil where nothing is.
  ///
  /// Letters, digits and marks that need no quotes in a shell or an expression.
  package static func problem(_ tag: String) -> String? {
    if tag.isEmpty { return "it is empty" }
    if tag.utf8.count > 100 { return "it is longer than 100 bytes" }
    let odd = tag.unicodeScalars.first { scalar in
      !(scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "._-+:/".unicodeScalars.contains(scalar))
    }
    return odd.map { "it cannot contain \(quoted(String($0)))" }
  }
}
