import Datasets
import Experiments
import Runs
import Testing

@Suite struct WantedTensorsTests {
  private typealias Tensor = (name: String, dimensions: [Int])

  private static let own: [Tensor] = [
    ("0.weight", [2, 1, 3, 3]), ("1.weight", [2]), ("1.bias", [2]), ("1.running_mean", [2]),
    ("1.running_var", [2]), ("3.weight", [10, 1352]), ("3.bias", [10]),
  ]

  private func wanted(layers: [Int]? = nil) throws -> WantedTensors {
    let text = """
      {
        "dataset": { "name": "mnist", "subset": { "train": [0, 64], "test": [0, 10] } },
        "architecture": [
          { "type": "conv2d", "out_channels": 2, "kernel_size": 3, "bias": false },
          { "type": "batch_norm" }, { "type": "flatten" },
          { "type": "linear", "out_features": 10 }
        ],
        "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        "training": { "epochs": 1, "batch_size": 32 }
      }
      """
    return WantedTensors(
      try ExperimentDefinition(name: "mine", parsing: Array(text.utf8), file: "mine.json")
        .resolved(by: DataFileInspector()), layers: layers)
  }

  @Test(arguments: ["", "model.", "module.", "net.0.", "module.model."])
  func `one prefix of all names is ignored`(prefix: String) throws {
    let tensors =
      Self.own.map { (name: prefix + $0.name, dimensions: $0.dimensions) }
      + [(name: prefix + "1.num_batches_tracked", dimensions: [])]
    let found = try wanted().positions(in: tensors.reversed())
    #expect(found.map(\.name) == Self.own.map { "model.\($0.name)" })
    #expect(found.map(\.position) == Self.own.indices.map { tensors.count - 1 - $0 })
  }

  @Test func `everything that differs is listed at once`() throws {
    var tensors = Self.own
    tensors[0].dimensions = [2, 1, 5, 5]
    tensors.removeLast()
    tensors.append(("4.weight", [3]))
    let error = #expect(throws: WeightsMismatch.self) { try wanted().positions(in: tensors) }
    #expect(error?.missing == ["3.bias 10"])
    #expect(error?.extra == ["4.weight 3"])
    #expect(error?.misshapen == ["0.weight is 2x1x5x5, the network needs 2x1x3x3"])
    #expect(error?.fitting == [1])
    #expect(
      error?.summary
        == "1 tensor is missing, 1 tensor is too many, 1 tensor is of another shape")
  }

  @Test func `two prefixes are none`() throws {
    var tensors = Self.own
    for index in tensors.indices {
      tensors[index].name = (index < 3 ? "a." : "b.") + tensors[index].name
    }
    let error = #expect(throws: WeightsMismatch.self) { try wanted().positions(in: tensors) }
    #expect(error?.missing.count == 7 && error?.extra.count == 7)
  }

  @Test func `of chosen layers nothing else matters`() throws {
    let some = Self.own.prefix(5) + [(name: "9.weight", dimensions: [1])]
    let found = try wanted(layers: [0, 1]).positions(in: Array(some))
    #expect(found.map(\.name) == Self.own.prefix(5).map { "model.\($0.name)" })
    let error = #expect(throws: WeightsMismatch.self) {
      try wanted(layers: [1, 3]).positions(in: Array(some))
    }
    #expect(error?.missing == ["3.weight 10x1352", "3.bias 10"] && error?.fitting == [1])
    #expect(error?.extra.isEmpty == true)
  }
}
