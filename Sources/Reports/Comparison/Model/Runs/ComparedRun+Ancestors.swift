import Experiments
package import JSON
package import Runs

extension ComparedRun {
  /// A run that another is forked from, directly or over further forks.
  package struct Ancestor: Hashable, Sendable {
    package let id: String
    package let definition: JSONValue

    package init(id: String, definition: JSONValue) {
      self.id = id
      self.definition = definition
    }

    /// Returns the ancestors of a run, the nearest first, and the id of the first one that does not
    /// exist any more.
    package static func all(of run: Run) -> (found: [Ancestor], missing: String?) {
      let store = RunStore(workspace: run.workspace)
      var ancestors: [Ancestor] = []
      var parent = run.record.parent?.run
      // The limit ends a cycle of forks, which only damaged records can have.
      while let id = parent, ancestors.count < 100, let source = try? store.run(id),
        let definition = try? source.definition()
      {
        ancestors.append(Ancestor(id: id, definition: definition))
        parent = source.record.parent?.run
      }
      return (ancestors, ancestors.count < 100 ? parent : nil)
    }
  }

  /// The run whose training this one continues, directly or through further forks; its own id if
  /// it is not a fork. Runs of one origin share weights and steps: they are one training.
  package var origin: String { missingAncestor ?? ancestors.last?.id ?? id }

  static func origin(of run: Run) -> String {
    let (found, missing) = Ancestor.all(of: run)
    return missing ?? found.last?.id ?? run.id
  }

  /// The nearest ancestor that was trained on examples that this run is tested on; nil if none is
  /// known.
  ///
  /// A run never trains on its own test part. The run whose weights it started from may have, if
  /// both parts are rows of one file.
  var leakingAncestor: Ancestor? {
    guard let files = definition?[path: JSONPath("dataset.files")], files["train"] != nil,
      files["test"]?.isNull ?? true, let tested = testRange
    else { return nil }
    return ancestors.first { ancestor in
      let trained = ancestor.definition[path: JSONPath("dataset.subset.train")]?.range
      return ancestor.definition[path: JSONPath("dataset.files")] == files
        && trained?.overlaps(tested) == true
    }
  }
}

extension [ComparedRun] {
  /// The runs that share an origin, one list for each origin of two or more runs.
  var families: [[ComparedRun]] {
    let byOrigin = Dictionary(grouping: self, by: \.origin)
    return map(\.origin).unique.compactMap { byOrigin[$0] }.filter { $0.count > 1 }
  }
}

extension JSONValue {
  /// `[8000, 10000]` as the examples from 8,000 to below 10,000.
  var range: Range<Int>? {
    let bounds = (array ?? []).compactMap(\.int)
    return bounds.count == 2 && bounds[0] < bounds[1] ? bounds[0]..<bounds[1] : nil
  }
}
