import Engine
import Runs

extension RunSection {
  var firstLayer: HTML {
    guard let layer = details?.firstLayer else { return .group([]) }
    let width = layer.pictures[0][0].width
    let scale = max(1, (layer.kind == .filters ? 40 : 56) / width)
    let name = layer.kind == .filters ? "filter" : "unit"
    return .group([
      .element("h3", [:], "Weights of the first layer"),
      .element("p", ["class": "soft"], layer.words + "."),
      .element(
        "div", ["class": "pictures"],
        layer.pictures.enumerated().map { index, channels in
          .element(
            "div", ["class": "stack"],
            channels.enumerated().map { channel, picture in
              picture.html(
                scale: scale,
                title: "\(name) \(index)" + (channels.count > 1 ? ", channel \(channel)" : ""))
            })
        }),
    ])
  }

  /// The norms of weights and gradients at the saved checkpoints, one line per tensor.
  var norms: HTML {
    guard let details else { return .group([]) }
    guard let last = details.norms.last else {
      let words =
        details.unreadable.isEmpty
        ? "No checkpoint is saved." : "No checkpoint can be read. \(details.gradientWords)"
      return reported.run.record.imported == nil
        ? .group([Self.normHeading, .element("p", ["class": "soft"], words)]) : .group([])
    }
    let charts = [
      chart("Norm of the weights", details.norms) { $0.norm },
      chart("Norm of the gradient", details.norms) { $0.gradient },
    ].compactMap { $0?.html }
    let unreadable =
      details.unreadable.isEmpty
      ? "" : " Not readable: step \(details.unreadable.map(String.init).joined(separator: ", "))."
    return .group([
      Self.normHeading, .element("p", ["class": "soft"], details.gradientWords + unreadable),
      .element("div", ["class": "charts"], charts), table(details.norms, last).html,
    ])
  }

  private static let normHeading = HTML.element("h3", [:], "Weights and gradients by layer")

  /// Biases are dashed in their weight's colour.
  private func chart(
    _ title: String, _ norms: [CheckpointNorms],
    _ value: (CheckpointNorms.Tensor) -> Double?
  ) -> LineChart? {
    guard let tensors = norms.last?.tensors else { return nil }
    let layers = tensors.map(\.layer).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return LineChart(
      title, over: "step", isDotted: true,
      tensors.map { tensor in
        LineChart.Line(
          "\(tensor.layer) \(tensor.name)",
          points: norms.compactMap { checkpoint in
            checkpoint.tensors.first { $0.layer == tensor.layer && $0.name == tensor.name }
              .flatMap(value).map { LineChart.Point(x: Double(checkpoint.step), y: $0) }
          }, colour: layers.firstIndex(of: tensor.layer) ?? 0,
          stroke: tensor.name == "weight" ? .plain : .dashed)
      })
  }

  /// Returns the norms at the first and at the last checkpoint, one row per tensor.
  private func table(_ norms: [CheckpointNorms], _ last: CheckpointNorms) -> Table {
    let first = norms[0]
    let shown = first.step == last.step ? [last] : [first, last]
    var columns: [Table.Column] = [
      .init("tensor", align: .left), .init("numbers"),
    ]
    for checkpoint in shown { columns.append(.init("norm at step \(checkpoint.step)")) }
    for checkpoint in shown { columns.append(.init("gradient at step \(checkpoint.step)")) }
    let gradients = shown.flatMap { $0.tensors.compactMap(\.gradient) }
    let areSmall = gradients.contains { $0 > 0 && $0 < 1e-4 }
    return Table(
      columns,
      rows: last.tensors.map { tensor in
        let same = shown.map { checkpoint in
          checkpoint.tensors.first { $0.layer == tensor.layer && $0.name == tensor.name }
        }
        return [.text("\(tensor.layer) \(tensor.name)"), .count(tensor.count)]
          + same.map { .number($0?.norm, decimals: 4) }
          + same.map { tensor in
            areSmall
              ? .text(optional: tensor?.gradient.map(Axis.short))
              : .number(tensor?.gradient, decimals: 6)
          }
      })
  }
}
