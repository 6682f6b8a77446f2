package import Experiments
package import JSON

extension ResolvedExperiment {
  /// The layers with the values that follow from their shapes.
  package var layerTable: LayerTable { LayerTable(architecture, input: inputShape) }

  /// Every value, as `--set` takes it, and whether it is a default.
  package var valueTable: Table {
    Table(
      [
        .init("path", align: .left), .init("value", align: .left, shrinksTo: 24),
        .init("default", align: .left),
      ],
      rows: settings.map { setting in
        [
          .text(setting.path.description),
          .text(setting.value.canonicalText, value: setting.value),
          setting.isDefault ? .text("default", tone: .dim) : .empty,
        ]
      }, hasHeader: false)
  }

  /// The definition and its layers, for programs.
  package var json: JSONValue {
    let layers = layerTable
    return [
      "experiment": .string(name), "definition": definition, "layers": layers.table.json,
      "parameters": .integer(layers.parameters), "training_flop": .integer(layers.trainingFLOP),
    ]
  }

  /// `61,706 parameters · 2.26 MFLOP an example · 40 epochs of 79 steps · seed 42`
  package var summary: String { "\(summaryOfAllSeeds) · seed \(seed)" }

  /// `61,706 parameters · 2.26 MFLOP an example · 40 epochs of 79 steps`
  package var summaryOfAllSeeds: String {
    let work = (Double(layerTable.trainingFLOP) / 1e6).fixed(2)
    let epochs = training.epochs == 1 ? "1 epoch" : "\(training.epochs) epochs"
    return "\(parameterCount.counted) parameters · \(work) MFLOP an example · "
      + "\(epochs) of \(stepsPerEpoch) steps"
  }
}
