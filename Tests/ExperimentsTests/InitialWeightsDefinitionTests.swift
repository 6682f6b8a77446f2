import Experiments
import JSON
import Testing

@Suite struct InitialWeightsDefinitionTests {
  private static let named = sample(
    replacing: #"{ "type": "linear", "out_features": 10 }"#,
    with: #"{ "type": "linear", "out_features": 10, "name": "head" }"#)

  @Test func `a file is named and not opened`() throws {
    let experiment = try resolved(
      sample(), set: [#"init_from={"file": "nowhere.safetensors"}"#])
    #expect(experiment.initialWeights?.source == .file("nowhere.safetensors"))
    #expect(experiment.initialWeights?.layers == nil)
    #expect(
      experiment.definition["init_from"]?.canonicalText == #"{"file":"nowhere.safetensors"}"#)
  }

  @Test(arguments: [
    ("", StartingPoint.best, "best"), (#", "checkpoint": "latest""#, .latest, "latest"),
    (#", "checkpoint": "step-79""#, .step(79), "step-79"),
  ])
  func `a run begins with its best checkpoint if none is named`(
    rest: String, point: StartingPoint, text: String
  ) throws {
    let experiment = try resolved(sample(), set: [#"init_from={"run": "a-001"\#(rest)}"#])
    #expect(experiment.initialWeights?.source == .run("a-001", point))
    #expect(experiment.definition["init_from"]?["checkpoint"]?.string == text)
  }

  @Test func `layers are names and indices`() throws {
    let experiment = try resolved(
      Self.named, set: [#"init_from={"file": "x", "layers": ["head", 0]}"#])
    #expect(experiment.initialWeights?.layers == [0, 4])
  }

  @Test func `the name of a layer in a repeat means each copy`() throws {
    let text = sample(
      replacing: #"{ "type": "relu" },"#,
      with: """
        { "repeat": 3, "layers": [
          { "type": "conv2d", "out_channels": 6, "kernel_size": 1, "name": "mix" } ] },
        """)
    let experiment = try resolved(text, set: [#"init_from={"file": "x", "layers": ["mix"]}"#])
    #expect(experiment.initialWeights?.layers == [1, 2, 3])
  }

  @Test func `without it the definition is the old one`() throws {
    let text = try resolved(sample()).definition.canonicalText
    #expect(!text.contains("init_from"))
    #expect(try resolved(sample(), set: ["init_from=null"]).definition.canonicalText == text)
  }

  @Test(arguments: [
    ("{}", "init_from={}: names neither a file nor a run"),
    (#"{"file": "a", "run": "b"}"#, "names a file and a run; one of them is too much"),
    (#"{"file": "a", "checkpoint": "best"}"#, "a file has no checkpoints"),
    (#"{"run": "a", "checkpoint": "newest"}"#, #"must be best, latest or step-N, not "newest""#),
    (#"{"run": "a", "checkpoint": "step-07"}"#, "must be best, latest or step-N"),
    (#"{"file": "a", "layers": []}"#, "must have 1 to 1000 layers, not 0"),
    (#"{"file": "a", "layers": ["hea"]}"#, "did you mean head?"),
    (#"{"file": "a", "layers": [7]}"#, "no layer is called 7"),
    (#"{"file": "a", "layers": [1]}"#, "layer 1, relu, has no weights"),
    (#"{"path": "a"}"#, "init_from has no 'path'"),
  ])
  func `what names no weights is refused`(value: String, problem: String) throws {
    let text = try #require(try complaint(Self.named, set: ["init_from=\(value)"]))
    #expect(text.contains(problem), "\(text)")
  }
}
