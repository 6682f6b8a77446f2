import Engine
import Exports
import JSON
import Testing

/// Event files byte by byte, as TensorBoard 2.21 writes them.
struct EventTests {
  private func hex(_ message: ProtobufMessage) -> String {
    EventFile.record(message).map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0\(text)" : text
    }.joined()
  }

  @Test func `the first record of every file`() {
    #expect(
      hex(EventMessage.version(seconds: 0))
        == "1800000000000000a37f4b220900000000000000001a0d627261696e2e4576656e743a32eedf28a3")
  }

  @Test func `a number of a step`() {
    #expect(
      hex(EventMessage.scalars([("loss", 0.25)], step: 3, seconds: 1.5))
        == "1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000803ed054b255")
  }

  @Test func `names sort by their seconds`() {
    #expect(
      EventFile.name(seconds: 12, host: "node 7/ü", suffix: "1.a")
        == "events.out.tfevents.0000000012.node7.1.a")
    #expect(EventFile.name(seconds: -1, host: "", suffix: "x").hasSuffix(".0000000000.host.x"))
  }

  @Test func `all seeds of a configuration are one group, another rate is another`() throws {
    func group(_ text: String, data: String = "d") throws -> String {
      HyperparameterMessage.group(of: try JSONValue(parsing: text), dataSHA256: data)
    }
    let one = try group(#"{"optimizer":{"learning_rate":0.1},"seed":1}"#)
    #expect(try group(#"{"description":"x","optimizer":{"learning_rate":0.1},"seed":2}"#) == one)
    #expect(try group(#"{"optimizer":{"learning_rate":0.2},"seed":1}"#) != one)
    #expect(try group(#"{"optimizer":{"learning_rate":0.1},"seed":1}"#, data: "e") != one)
  }

  @Test func `weights that are no numbers have no histogram`() {
    let fine = NamedTensor(name: "model.0.weight", dimensions: [2], values: [1, 2])
    let broken = NamedTensor(name: "model.0.bias", dimensions: [1], values: [.nan])
    #expect(EventMessage.histograms(of: [broken], step: 1, seconds: 0) == nil)
    #expect(
      EventMessage.histograms(of: [fine, broken], step: 1, seconds: 0)
        == EventMessage.histograms(of: [fine], step: 1, seconds: 0))
  }
}
