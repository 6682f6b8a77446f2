package import Engine

/// The time of each part of an experiment's steps, compared with the limits of the machine.
package struct PerformanceReport: Hashable, Sendable {
  package let experiment: String
  package let profile: StepProfile
  package let limits: MachineLimits

  package init(_ profile: StepProfile, of experiment: String, limits: MachineLimits) {
    self.experiment = experiment
    self.profile = profile
    self.limits = limits
  }

  /// `lenet5-sgd  batch 128, 2 threads, avx512`
  package var title: String {
    let threads = profile.threads == 1 ? "1 thread" : "\(profile.threads) threads"
    return "\(experiment)  batch \(profile.batch), \(threads), \(profile.isa)"
  }

  /// One row of the table.
  private struct Row {
    var index: Int?
    let name: String
    var output: String?
    /// Wall seconds.
    var forward: Double?
    var backward: Double?
    var total: Double
    var flop = 0
    var bytes = 0
  }

  /// The layers, the rest, and the whole step.
  package var table: Table {
    var table = Table(columns)
    for row in rows { table.append(cells(of: row)) }
    return table
  }

  private var columns: [Table.Column] {
    [
      .init("experiment", align: .left, for: .programs), .init("batch", for: .programs),
      .init("threads", for: .programs), .init("isa", for: .programs),
      .init("#", key: "index", importance: 3),
      .init("layer", align: .left, importance: 4, shrinksTo: 15),
      .init("output", importance: 2), .init("forward", "us", key: "forward_us", importance: 3),
      .init("backward", "us", key: "backward_us", importance: 3),
      .init("total", "us", key: "total_us", importance: 4),
      .init("% of", "step", key: "percent_of_step", importance: 3),
      .init("flop", for: .programs),
      .init("GFLOP/s", key: "gflop_per_second", importance: 4),
      .init("% of", "peak", key: "percent_of_peak", importance: 4),
      .init("bytes", for: .programs), .init("MB", for: .people, importance: 3),
      .init("GB/s", key: "gb_per_second", importance: 3),
      .init("% of", "RAM", key: "percent_of_ram", importance: 2),
      .init("peak_gflop_per_second", for: .programs),
      .init("bandwidth_gb_per_second", for: .programs),
    ]
  }

  private func cells(of row: Row) -> [Cell] {
    func micro(_ seconds: Double?) -> Cell { .number(seconds.map { $0 * 1e6 }, decimals: 1) }
    let rate = row.flop > 0 && row.total > 0 ? Double(row.flop) / row.total : nil
    let flow = row.bytes > 0 && row.total > 0 ? Double(row.bytes) / row.total : nil
    return [
      .text(experiment), .integer(profile.batch), .integer(profile.threads),
      .text(profile.isa), .integer(row.index), .text(row.name), .text(optional: row.output),
      micro(row.forward), micro(row.backward), micro(row.total),
      .number(100 * row.total / profile.timedStep, decimals: 1),
      .integer(row.flop > 0 ? row.flop : nil), .number(rate.map { $0 / 1e9 }, decimals: 1),
      .number(rate.map { 100 * $0 / limits.peak }, decimals: 1),
      .integer(row.bytes > 0 ? row.bytes : nil),
      .number(row.bytes > 0 ? Double(row.bytes) / 1e6 : nil, decimals: 2),
      .number(flow.map { $0 / 1e9 }, decimals: 0),
      .number(flow.map { 100 * $0 / limits.bandwidth }, decimals: 0),
      .number(limits.peak / 1e9, decimals: 1), .number(limits.bandwidth / 1e9, decimals: 1),
    ]
  }

  private var rows: [Row] {
    let inside = layerRows
    let outside = outsideRows
    var step = Row(name: "whole step", total: profile.timedStep)
    step.forward = inside.reduce(0) { $0 + ($1.forward ?? 0) }
    step.backward = inside.reduce(0) { $0 + ($1.backward ?? 0) }
    step.flop = inside.reduce(0) { $0 + $1.flop }
    step.bytes = (inside + outside).reduce(0) { $0 + $1.bytes }
    let measured = (inside + outside).reduce(0) { $0 + $1.total }
    let rest = Row(name: "joins, the rest", total: profile.timedStep - measured)
    return inside + outside + [rest, step]
  }

  private var layerRows: [Row] {
    let shapes = (try? profile.architecture.shapes(for: profile.input)) ?? []
    return zip(profile.architecture, shapes).enumerated().map { index, layer in
      let (layer, shape) = (layer.0, layer.1.output)
      let work = profile.work[index]
      let forward = wall(profile.times.layers[index][.forward])
      let backward = wall(profile.times.layers[index].backward)
      return Row(
        index: index, name: layer.summary, output: shape.description,
        forward: forward,
        backward: backward > 0 ? backward : nil, total: forward + backward, flop: work.flop,
        bytes: work.forwardBytes + work.backwardBytes)
    }
  }

  private var outsideRows: [Row] {
    let outside = profile.times.outside
    var rows = [
      Row(name: "gather", total: wall(outside[.gather] ?? 0)),
      Row(name: "loss", total: wall(outside[.loss] ?? 0)),
      Row(
        name: "update", total: wall(profile.times.layers.reduce(0) { $0 + $1[.update] }),
        bytes: profile.work.reduce(0) { $0 + $1.updateBytes }),
    ]
    if let clip = outside[.clip], clip > 0 { rows.append(Row(name: "clip", total: wall(clip))) }
    return rows
  }

  /// Returns the wall time in seconds of work that the threads share, if none ever waited.
  private func wall(_ seconds: Double) -> Double { seconds / Double(profile.threads) }
}

extension PerformanceReport {
  /// `168,231 examples/s: a step takes 760.9 us, 768.2 us while it is being timed`
  package var speed: String {
    let rate = Int((Double(profile.batch) / profile.plainStep).rounded())
    return "\(rate.counted) examples/s: a step takes \((profile.plainStep * 1e6).fixed(1)) us, "
      + "\((profile.timedStep * 1e6).fixed(1)) us while its layers are timed"
  }

  /// Returns the limits of the machine and the meaning of the columns.
  package static func legend(_ limits: MachineLimits) -> String {
    """
    peak \((limits.peak / 1e9).fixed(1)) GFLOP/s in float32 multiply-adds, bandwidth \
    \((limits.bandwidth / 1e9).fixed(1)) GB/s from memory: all threads, just now
    us: microseconds of one step, the threads' time shared out evenly; the fastest of many turns
    FLOP: 2 a multiply-add, convolutions and linear only, none with padding
    backward: both gradients, and a dense weight's step of SGD, which is made with its gradient;
    an activation's is in the row of the next layer, which makes it with its own;
    batch_norm does the work of an add and an activation after it
    MB: each array once where it is read, once where it is written; over 100% of the
    bandwidth (RAM) is what caches give

    """
  }
}
