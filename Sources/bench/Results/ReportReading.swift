import Datasets
import Execution
import Experiments
import Reports
import Runs
import Training

/// Reads what a page shows of runs: pictures of their data and gradients of their losses too.
struct ReportReading {
  let workspace: Workspace
  let library: ExperimentLibrary
  let resources: ComputeResources
  /// The data set that was loaded last: runs of a page mostly share it.
  private var last: (configuration: DatasetConfiguration, dataset: LoadedDataset)?

  init(_ workspace: Workspace) throws(UsageError) {
    self.workspace = workspace
    library = workspace.library
    resources = ComputeResources(threads: nil, kernels: try Machine.kernels())
  }

  /// - Throws: `RunError` where a definition or metrics cannot be read.
  mutating func read(_ runs: [Run]) throws -> [ReportedRun] {
    var reported = try runs.map { try ReportedRun($0, library: library) }
    for index in RunsReport.detailed(among: reported) {
      reported[index].steps = (try? reported[index].run.steps()) ?? nil
      let experiment = try? reported[index].run.resolvedExperiment()
      let data = data(of: reported[index].run, experiment)
      reported[index].details = RunDetails(
        reported[index], data: data, gradient: gradient(of: experiment, data))
    }
    return reported
  }

  /// The run's examples, if they are here and those it was trained on.
  private mutating func data(of run: Run, _ experiment: ResolvedExperiment?) -> RunData {
    guard run.record.imported == nil else { return .missing("the run was imported") }
    guard let experiment else {
      return .missing("the data are not here, or this bench cannot run the definition")
    }
    let examples = experiment.dataset.examples
    if let last, last.configuration == examples,
      last.dataset.dataSHA256 == run.record.dataSHA256
    {
      return .loaded(last.dataset)
    }
    do {
      let dataset = try run.loadData(experiment)
      last = (examples, dataset)
      return .loaded(dataset)
    } catch is RunError {
      return .missing("the data here are not those the run was trained on")
    } catch {
      return .missing("the data are not here")
    }
  }

  private func gradient(of experiment: ResolvedExperiment?, _ data: RunData) -> GradientMeasure {
    switch data {
    case .missing(let reason): return .none(because: reason)
    case .loaded(let dataset):
      let gradient = experiment.flatMap {
        try? LossGradient(
          $0, dataset: dataset, threads: resources.threads, kernels: resources.kernels)
      }
      guard let gradient else { return .none(because: "the network does not fit") }
      return .over(gradient.count, values: gradient.values)
    }
  }
}
