package import Engine

/// The layers of a network with the values that follow from its input: shapes, parameters, FLOP.
package struct LayerTable: Hashable, Sendable {
  /// A layer with its output and its cost.
  package struct Line: Hashable, Sendable {
    package let layer: String
    /// The layers whose outputs it takes, if they are not just the layer before it.
    package let inputs: [Int]?
    package let output: Shape
    package let parameters: Int
    /// The FLOP of one example, 2 per multiply-add, in convolutions and linear layers only.
    package let forwardFLOP: Int
    /// Forward and both gradients; the first layer with parameters needs no input gradient.
    package let trainingFLOP: Int
  }

  package let input: Shape
  package let lines: [Line]

  /// - Parameter architecture: layers that fit each other, as a resolved experiment has them.
  package init(_ architecture: [LayerConfiguration], input: Shape) {
    self.input = input
    guard let shapes = try? architecture.shapes(for: input) else {
      preconditionFailure("the architecture was resolved")
    }
    var isAboveParameters: [Bool] = []
    var lines: [Line] = []
    for (index, (layer, (inputs, output))) in zip(architecture, shapes).enumerated() {
      let forward = 2 * layer.multiplyAdds(for: inputs[0])
      let parameters = layer.parameterShapes(for: inputs[0]).filter(\.isTrained).reduce(0) {
        $0 + $1.count
      }
      let needsInputGradient = layer.inputs(at: index).contains { $0 >= 0 && isAboveParameters[$0] }
      lines.append(
        Line(
          layer: layer.summary, inputs: layer.inputs, output: output, parameters: parameters,
          forwardFLOP: forward, trainingFLOP: forward * (needsInputGradient ? 3 : 2)))
      isAboveParameters.append(needsInputGradient || parameters > 0)
    }
    self.lines = lines
  }

  package var parameters: Int { lines.reduce(0) { $0 + $1.parameters } }
  package var forwardFLOP: Int { lines.reduce(0) { $0 + $1.forwardFLOP } }
  package var trainingFLOP: Int { lines.reduce(0) { $0 + $1.trainingFLOP } }

  /// The layers between a line for the input and one for the totals.
  package var table: Table {
    let isGraph = lines.contains { $0.inputs != nil }
    var columns: [Table.Column] = [
      .init("#", key: "index"), .init("layer", align: .left, importance: 3),
      .init("output", importance: 3),
      .init("parameters", importance: 3), .init("forward MFLOP", key: "forward_mflop"),
      .init("training MFLOP", key: "training_mflop"),
    ]
    if isGraph { columns.insert(.init("inputs", importance: 3), at: 2) }
    var table = Table(columns)
    func append(_ cells: [Cell], inputs: String?) {
      var cells = cells
      if isGraph { cells.insert(inputs.map(Cell.text) ?? .absent, at: 2) }
      table.append(cells)
    }
    append(
      [.absent, .text("input"), .text(input.description), .absent, .absent, .absent], inputs: nil)
    for (index, line) in lines.enumerated() {
      let count = Cell.count(line.parameters == 0 ? nil : line.parameters)
      let inputs = line.inputs ?? [index - 1]
      append(
        [
          .integer(index), .text(line.layer), .text(line.output.description), count,
          .megaFLOP(line.forwardFLOP), .megaFLOP(line.trainingFLOP),
        ], inputs: inputs.map { $0 < 0 ? "input" : String($0) }.joined(separator: ", "))
    }
    append(
      [
        .absent, .text("total"), .absent, .count(parameters), .megaFLOP(forwardFLOP),
        .megaFLOP(trainingFLOP),
      ], inputs: nil)
    return table
  }

  /// The meaning of the columns.
  package static let legend =
    "per example; # is N in model.N.weight, and in architecture.N up to the first repeat; "
    + "2 FLOP a multiply-add, convolutions and linear only"
}

extension Cell {
  fileprivate static func megaFLOP(_ count: Int) -> Cell {
    .number(count == 0 ? nil : Double(count) / 1e6, decimals: 3)
  }
}
