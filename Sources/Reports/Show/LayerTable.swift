package import Engine

/// The layers of a network with the values that follow from its input: shapes, parameters, FLOP.
package struct LayerTable: Hashable, Sendable {
  /// A layer with its output and its cost.
  package struct Line: Hashable, Sendable {
    package let layer: String
    package let output: Shape
    package let parameters: Int
    /// The FLOP of one example, 2 per multiply-add, in conv2d and linear layers only.
    package let forwardFLOP: Int
    /// Forward and both gradients; the first layer with parameters needs no input gradient.
    package let trainingFLOP: Int
  }

  package let input: Shape
  package let lines: [Line]

  /// - Parameter architecture: layers that fit each other, as a resolved experiment has them.
  package init(_ architecture: [LayerConfiguration], input: Shape) {
    self.input = input
    var shape = input
    var hasParameters = false
    var lines: [Line] = []
    for layer in architecture {
      let forward = 2 * layer.multiplyAdds(for: shape)
      let parameters = layer.parameterShapes(for: shape).filter(\.isTrained).reduce(0) {
        $0 + $1.count
      }
      guard let output = try? layer.outputShape(for: shape) else {
        preconditionFailure("the architecture was resolved")
      }
      lines.append(
        Line(
          layer: layer.summary, output: output, parameters: parameters, forwardFLOP: forward,
          trainingFLOP: forward * (hasParameters ? 3 : 2)))
      hasParameters = hasParameters || parameters > 0
      shape = output
    }
    self.lines = lines
  }

  package var parameters: Int { lines.reduce(0) { $0 + $1.parameters } }
  package var forwardFLOP: Int { lines.reduce(0) { $0 + $1.forwardFLOP } }
  package var trainingFLOP: Int { lines.reduce(0) { $0 + $1.trainingFLOP } }

  /// The layers between a line for the input and one for the totals.
  package var table: Table {
    var table = Table([
      .init("#"), .init("layer", align: .left, importance: 3), .init("output", importance: 3),
      .init("parameters", importance: 3), .init("forward MFLOP"), .init("training MFLOP"),
    ])
    table.append([
      .absent, .text("input"), .text(input.description), .absent, .absent, .absent,
    ])
    for (index, line) in lines.enumerated() {
      let count = Cell.count(line.parameters == 0 ? nil : line.parameters)
      table.append([
        .integer(index), .text(line.layer), .text(line.output.description), count,
        .megaFLOP(line.forwardFLOP), .megaFLOP(line.trainingFLOP),
      ])
    }
    table.append([
      .absent, .text("total"), .absent, .count(parameters), .megaFLOP(forwardFLOP),
      .megaFLOP(trainingFLOP),
    ])
    return table
  }

  /// The meaning of the columns.
  package static let legend =
    "per example; # is N in architecture.N, model.N.weight; "
    + "2 FLOP a multiply-add, conv2d and linear only"
}

extension Cell {
  fileprivate static func megaFLOP(_ count: Int) -> Cell {
    .number(count == 0 ? nil : Double(count) / 1e6, decimals: 3)
  }
}
