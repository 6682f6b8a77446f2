package import Experiments

extension RunListing {
  /// Reads what these fields need; a run whose files cannot be read has an empty summary.
  package func queried(for fields: [QueryField]) -> [QueriedRun] {
    let paths = fields.reduce(into: Set<JSONPath>()) { paths, field in
      if case .definition(let path) = field { paths.insert(path) }
    }
    return readConcurrently(runs) { QueriedRun($0, paths: paths) }
  }
}

extension QueriedRun {
  /// - Parameter paths: the places of the definition that will be asked for.
  package init(_ run: Run, paths: Set<JSONPath> = []) {
    self.run = run
    summary = (try? run.summary()) ?? run.record.summary
    guard !paths.isEmpty, let whole = try? run.definition() else { return }
    for path in paths { definition[path] = whole[path: path] }
  }
}
