import Datasets
import Experiments
import Runs

extension TrainingBatch {
  /// Checks the user's own data the first time that the workspace trains on them.
  ///
  /// - Returns: nothing if a run has the same data, and for data sets that are published, generated
  ///   or too large to be checked in a moment.
  func findings(in dataset: LoadedDataset, of experiment: ResolvedExperiment) -> [CheckFinding] {
    guard experiment.dataset.source.format.needsDataFiles, DatasetCheck.isQuick(for: dataset),
      store.hasNoRun(on: dataset.dataSHA256)
    else { return [] }
    let order = experiment.dataset.order(isShuffled: experiment.training.shuffle)
    return DatasetCheck(
      dataset, in: order, classNames: experiment.classNames
    ).findings
  }
}

extension RunStore {
  /// Whether no run has these data. The newest runs are asked first.
  fileprivate func hasNoRun(on dataSHA256: String) -> Bool {
    let ids = (try? ids()) ?? []
    return ids.reversed().allSatisfy { (try? run($0))?.record.dataSHA256 != dataSHA256 }
  }
}
