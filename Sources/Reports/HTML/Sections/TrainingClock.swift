import Runs

/// The steps and the seconds of training at the end of each epoch of some runs.
struct TrainingClock {
  private var steps: [String: [Int: Double]] = [:]
  private var seconds: [String: [Int: Double]] = [:]

  init(_ runs: [ReportedRun]) {
    for run in runs {
      let (id, metrics) = (run.compared.id, run.compared.metrics)
      steps[id] = Dictionary(zip(metrics.epochs, metrics.steps.map(Double.init))) { $1 }
      var sum = 0.0
      for row in run.timing.rows {
        sum += row.seconds
        seconds[id, default: [:]][row.epoch] = sum
      }
    }
  }

  /// Returns points over epochs with the mean step and the mean seconds of the runs, where each run
  /// has them.
  func located(_ points: [LineChart.Point], of runs: [String]) -> [LineChart.Point] {
    points.map { point in
      var point = point
      guard let epoch = Int(exactly: point.x) else { return point }
      point.step = mean(runs.map { steps[$0]?[epoch] }).flatMap { $0 > 0 ? $0 : nil }
      point.seconds = mean(runs.map { seconds[$0]?[epoch] })
      return point
    }
  }

  private func mean(_ values: [Double?]) -> Double? {
    let known = values.compactMap(\.self)
    return known.count < values.count || known.isEmpty ? nil : Sample(known).mean
  }
}
