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

    /// Those of a run, the nearest first, and the id of one before them that is not there any more.
    package static func all(of run: Run) -> (found: [Ancestor], missing: String?) {
      let store = RunStore(workspace: run.workspace)
      var ancestors: [Ancestor] = []
      var parent = run.record.parent?.run
      // A hundred forks of forks are more than anybody makes; a ring of them ends here.
      while let id = parent, ancestors.count < 100, let source = try? store.run(id),
        let definition = try? source.definition()
      {
        ancestors.append(Ancestor(id: id, definition: definition))
        parent = source.record.parent?.run
      }
      return (ancestors, ancestors.count < 100 ? parent : nil)
    }
  }

  /// The run whose training it goes on with, directly or over further forks; its own id where it
  /// is no fork. Runs of one origin share weights and steps: they are one training.
  package var origin: String { missingAncestor ?? ancestors.last?.id ?? id }

  static func origin(of run: Run) -> String {
    let (found, missing) = Ancestor.all(of: run)
    return missing ?? found.last?.id ?? run.id
  }

  /// The nearest ancestor that was trained on examples this run is tested on; nil where none is
  /// known to be.
  ///
  /// A run's own training keeps off its test part. That of the run whose weights it began with need
  /// not, where both parts are rows of one file.
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

  /// `a-002: forked from a-001, which was trained on examples of its test part: …`
  var leakNote: String? {
    leakingAncestor.map {
      "\(id): forked from \($0.id), which was trained on examples of its test part: its test "
        + "metrics flatter it"
    }
  }
}

extension [ComparedRun] {
  /// Those that share an origin, each with the others of it; none that stands alone.
  var families: [[ComparedRun]] {
    let byOrigin = Dictionary(grouping: self, by: \.origin)
    return map(\.origin).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .compactMap { byOrigin[$0] }.filter { $0.count > 1 }
  }
}

extension JSONValue {
  /// `[8000, 10000]` as the examples from 8,000 to below 10,000.
  var range: Range<Int>? {
    let bounds = (array ?? []).compactMap(\.int)
    return bounds.count == 2 && bounds[0] < bounds[1] ? bounds[0]..<bounds[1] : nil
  }
}
