import Exports
import Runs
import Testing

/// What the programs compute is checked in PyTorch, by Tests/exports.
struct PyTorchTests {
  @Test func `a chain becomes a Sequential`() throws {
    let text = try program(of: SmallModels.chain())
    #expect(
      text.contains(
        """
                self.layers = nn.Sequential(
                    nn.Conv2d(1, 2, (3, 5), stride=2),
                    nn.BatchNorm2d(2, momentum=0.5),
                    nn.GELU(approximate="tanh"),
                    nn.MaxPool2d(2, stride=1),
                    nn.Flatten(),
                    nn.Dropout(0.25),
                    nn.Linear(364, 10, bias=False),
                )

            def preprocess(self, x):
                \"""What the first layer takes, of pixels from 0 to 255.\"""
                x = x.float()
                x = nn.functional.pad(x, (2, 2, 2, 2))
                x = x / 255
                return x

            def forward(self, x):
                \"""Probabilities of the classes, [N, 10], of [N, 1, 28, 28].\"""
                x = self.layers(self.preprocess(x))
                x = x.softmax(dim=1)
                return x
        """), "\(text)")
  }

  @Test func `a graph becomes lines with the names of its outputs`() throws {
    let text = try program(of: SmallModels.graph())
    #expect(
      text.contains(
        """
                layer = self.layers
                stem = layer["0"](x)
                x = layer["1"](stem)
                skip = layer["2"](x)
                x = layer["3"](skip)
                skip = x + skip + stem
                x = layer["5"](skip)
                x = x + skip + stem
                x = layer["7"](x)
                skip = layer["8"](x)
                x = layer["9"](skip)
                x = torch.cat([x, skip], dim=1)
                x = layer["11"](x)
                return x
        """), "\(text)")
    #expect(text.contains("x = x / 255\n        x = (x - 0.125) / 0.5\n"), "\(text)")
    #expect(text.contains("\"3\": nn.Conv2d(4, 4, 3, padding=1, groups=2),"), "\(text)")
  }

  @Test func `the description ends no string`() throws {
    let text = try program(of: SmallModels.chain())
    #expect(text.contains("\nA \\\"small\\\" one\n"), "\(text)")
  }

  @Test func `without preprocessing the layers are all there is`() throws {
    let text = try program(of: SmallModels.chain(), hasPreprocessing: false)
    #expect(!text.contains("preprocess"))
    #expect(text.contains("x = self.layers(x)"))
    #expect(text.contains("of [N, 1, 32, 32]"))
  }

  private func program(of model: TrainedModel, hasPreprocessing: Bool = true) throws -> String {
    var settings = NetworkExportSettings(version: "0.0.0")
    settings.hasPreprocessing = hasPreprocessing
    let network = try ExportedNetwork.pyTorch(model, settings)
    #expect(network.files.map(\.name) == ["model.py", "weights.safetensors"])
    return String(decoding: network.files[0].bytes, as: UTF8.self)
  }
}
