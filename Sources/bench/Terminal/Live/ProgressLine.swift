import Reports

/// Where a training stands, and the one line that says so on a terminal.
package struct ProgressLine: Hashable, Sendable {
  /// `seed 2 (2 of 3)` where one command trains several runs.
  package var prefix: String?
  /// From 1.
  package var epoch: Int
  package var epochs: Int
  /// Of all steps, those taken; 0 to 1.
  package var fraction: Double
  /// The running mean of this epoch.
  package var trainLoss: Double?
  /// The metric of the last finished epoch that the line shows.
  package var metricName: String
  package var metric: Double?
  package var examplesPerSecond: Double?
  package var secondsLeft: Double?

  package init(
    prefix: String? = nil, epoch: Int, epochs: Int, fraction: Double, trainLoss: Double?,
    metricName: String, metric: Double?, examplesPerSecond: Double?, secondsLeft: Double?
  ) {
    self.prefix = prefix
    self.epoch = epoch
    self.epochs = epochs
    self.fraction = fraction
    self.trainLoss = trainLoss
    self.metricName = metricName
    self.metric = metric
    self.examplesPerSecond = examplesPerSecond
    self.secondsLeft = secondsLeft
  }

  /// Returns the line for a terminal of so many columns: the bar shrinks first, then the rate
  /// goes, then the bar, then the training's loss, then what stands last. No value is cut.
  package func text(width: Int) -> String {
    // The values' lengths change: the line keeps its form where there is room for the longest.
    let room = (prefix.map { $0.columns + 2 } ?? 0) + 98
    let forms =
      (width < room ? [] : [parts(bar: 20)]) + [
        parts(bar: 6), parts(bar: 6, showsRate: false), parts(bar: 0, showsRate: false),
      ]
    if let line = forms.map(Self.joined).first(where: { $0.columns < width }) { return line }
    var shortest = parts(bar: 0, showsRate: false, showsLoss: false)
    while shortest.count > 1, Self.joined(shortest).columns >= width { shortest.removeLast() }
    return String(Self.joined(shortest).prefix(max(1, width - 1)))
  }

  private static func joined(_ parts: [String]) -> String { parts.joined(separator: "  ") }

  private func parts(bar cells: Int, showsRate: Bool = true, showsLoss: Bool = true) -> [String] {
    let percent = "\(Int(min(1, max(0, fraction)) * 100))%"
    let count = String(epoch).padded(to: String(epochs).count, .right)
    var parts = [prefix, "epoch \(count)/\(epochs)"].compactMap(\.self)
    parts.append(
      cells > 0
        ? "\(Self.bar(fraction, cells: cells)) \(percent.padded(to: 4, .right))"
        : percent.padded(to: 4, .right))
    if showsLoss { parts.append("train_loss \(Self.metricText(trainLoss))") }
    parts.append("\(metricName) \(Self.metricText(metric))")
    if showsRate {
      parts.append((examplesPerSecond.map(Self.rate) ?? "-").padded(to: 6, .right))
    }
    if let secondsLeft { parts.append(Self.duration(secondsLeft) + " left") }
    return parts
  }

  private static func metricText(_ value: Double?) -> String {
    (value?.fixed(4) ?? "-").padded(to: 6, .right)
  }

  /// Returns a bar of so many cells, full ones, one begun, empty ones.
  package static func bar(_ fraction: Double, cells: Int) -> String {
    let position = min(1, max(0, fraction)) * Double(cells)
    let full = Int(position)
    let begun = fraction > 0 && full < cells ? 1 : 0
    return String(repeating: "━", count: full) + String(repeating: "╸", count: begun)
      + String(repeating: "─", count: cells - full - begun)
  }

  /// `812/s`, `8.2k/s`, `158k/s`.
  package static func rate(_ perSecond: Double) -> String {
    guard perSecond.isFinite else { return "-" }
    return switch perSecond {
    case ..<999.5: "\(perSecond.fixed(0))/s"
    case ..<9_950: "\((perSecond / 1e3).fixed(1))k/s"
    case ..<999_500: "\((perSecond / 1e3).fixed(0))k/s"
    default: "\((perSecond / 1e6).fixed(1))M/s"
    }
  }

  /// `42 s`, `3 min 05 s`, `2 h 05 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e8 else { return "-" }
    let whole = Int(max(0, seconds).rounded())
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return switch whole {
    case ..<120: "\(whole) s"
    case ..<7200: "\(whole / 60) min \(two(whole % 60)) s"
    default: "\(whole / 3600) h \(two(whole / 60 % 60)) min"
    }
  }
}
