import Datasets
import Engine
import Experiments

@testable import Runs

/// Networks whose weights are all 0.25, as runs would have them.
enum SmallModels {
  /// A chain on padded digits.
  static func chain() throws -> TrainedModel {
    try model(
      dataset: #"{ "name": "mnist", "padding": 2, "normalize": "unit" }"#,
      architecture: """
        [
          { "type": "conv2d", "out_channels": 2, "kernel_size": [3, 5], "stride": 2 },
          { "type": "batch_norm", "momentum": 0.5 }, { "type": "gelu", "approximate": "tanh" },
          { "type": "max_pool2d", "kernel_size": 2, "stride": 1 }, { "type": "flatten" },
          { "type": "dropout", "p": 0.25 }, { "type": "linear", "out_features": 10, "bias": false }
        ]
        """)
  }

  /// A graph on standardised digits: named outputs, and outputs that a layer takes later.
  static func graph() throws -> TrainedModel {
    try model(
      dataset: #"{ "name": "mnist", "normalize": "standard" }"#,
      architecture: """
        [
          { "type": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": "same", "name": "stem" },
          { "type": "group_norm", "num_groups": 2 }, { "type": "silu" },
          { "repeat": 2, "layers": [
            { "type": "conv2d", "out_channels": 4, "kernel_size": 3, "padding": 1, "groups": 2 },
            { "type": "add", "with": ["block_input", "stem"] } ] },
          { "type": "adaptive_avg_pool2d", "output_size": [1, 2] },
          { "type": "flatten", "name": "class" }, { "type": "relu" },
          { "type": "concat", "with": "class" }, { "type": "linear", "out_features": 10 }
        ]
        """,
      scaling: .images([NormalizationTable(.init(mean: 0.125, deviation: 0.5))]))
  }

  private static func model(
    dataset: String, architecture: String, scaling: ExampleScaling = .images([.unit])
  ) throws -> TrainedModel {
    let text = """
      {
        "description": "A \\"small\\" one", "seed": 1, "dataset": \(dataset),
        "architecture": \(architecture), "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        "training": { "epochs": 1, "batch_size": 8 }
      }
      """
    let experiment = try ExperimentDefinition(
      name: "small", parsing: Array(text.utf8), file: "small.json"
    ).resolved(by: DataFileInspector())
    let weights = experiment.layers.flatMap { layer in
      layer.parameters.map {
        NamedTensor(
          name: "model.\(layer.index).\($0.name)", dimensions: $0.dimensions,
          values: [Float](repeating: 0.25, count: $0.count))
      }
    }
    return TrainedModel(
      run: "small-001", experiment: experiment, step: 7, weights: weights,
      encoding: ExampleEncoding(scaling: scaling), outputs: 10, warnings: [])
  }
}
