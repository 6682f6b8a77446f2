package import Datasets
package import Experiments
import Files

extension Workspace {
  /// Answers what data files hold as they are now, for definitions and for runs that are forked.
  package var inspector: any DatasetInspector { DataFileInspector() }

  /// The definitions in it.
  package var library: ExperimentLibrary {
    ExperimentLibrary(
      folder: experiments,
      shownAs: Self.shortened(experiments, home: environmentVariable("HOME")),
      label: printed("experiments"), data: inspector)
  }

  /// The runs in it.
  package var store: RunStore { RunStore(workspace: self) }
}
