import Exports
import Runs
import Testing

/// What the files compute is checked in ONNX Runtime, by Tests/exports.
struct ONNXTests {
  @Test func `a file begins with its version and its producer`() throws {
    let network = try ExportedNetwork.onnx(SmallModels.chain(), settings)
    #expect(network.files.map(\.name) == [nil])
    #expect(network.files[0].bytes.starts(with: [8, 7, 18, 5] + Array("bench".utf8)))
    #expect(network.takes == "image, float32 [N, 1, 28, 28]: pixels from 0 to 255")
    #expect(network.gives == "probabilities, float32 [N, 10]: of 10 classes")
  }

  @Test func `the same network gives the same bytes`() throws {
    let files = try (0..<2).map { _ in
      try ExportedNetwork.onnx(SmallModels.graph(), settings).files[0].bytes
    }
    #expect(files[0] == files[1])
  }

  @Test func `without preprocessing what is left out is said`() throws {
    var settings = settings
    settings.hasPreprocessing = false
    let network = try ExportedNetwork.onnx(SmallModels.chain(), settings)
    #expect(network.takes.hasPrefix("image, float32 [N, 1, 32, 32]: "))
    #expect(
      network.notes == [
        "the preprocessing is left out: pad with 2 pixels of 0 on every side, divide by 255"
      ])
  }

  private var settings: NetworkExportSettings { NetworkExportSettings(version: "0.0.0") }
}
