import Engine
import Experiments
import JSON
import Testing

/// Networks that are graphs: names, inputs, joins and repetitions.
struct ArchitectureTests {
  private static let tail = """
    { "type": "flatten" }, { "type": "linear", "out_features": 10 }
    """

  private static func conv(_ channels: Int, _ more: String = "") -> String {
    "{ \"type\": \"conv2d\", \"out_channels\": \(channels), \"kernel_size\": 3, "
      + "\"padding\": \"same\"\(more) }"
  }

  private func network(_ layers: String) -> String {
    """
    {
      "dataset": { "name": "mnist", "subset": { "train": [0, 500], "test": [0, 100] } },
      "architecture": [ \(layers), \(Self.tail) ],
      "loss": { "type": "softmax_cross_entropy" },
      "optimizer": { "type": "sgd", "learning_rate": 0.1 },
      "training": { "epochs": 2, "batch_size": 32 }
    }
    """
  }

  @Test func `a residual network is written out`() throws {
    let experiment = try resolved(
      network(
        """
        \(Self.conv(8, ", \"name\": \"stem\"")),
        { "repeat": 2, "layers": [
          \(Self.conv(8)), { "type": "relu" }, \(Self.conv(8)),
          { "type": "add", "with": "block_input" }, { "type": "relu" } ] },
        { "type": "concat", "with": ["stem", "input"] }
        """))
    #expect(experiment.layers.count == 1 + 2 * 5 + 1 + 2)
    #expect(experiment.layers[4].configuration.inputs == [3, 0])
    #expect(experiment.layers[9].configuration.inputs == [8, 5])
    #expect(experiment.layers[11].configuration.inputs == [10, 0, -1])
    #expect(experiment.layers[11].output == Shape(17, 28, 28))
    #expect(experiment.layers[9].path == JSONPath("architecture.1.layers.3"))
    #expect(experiment.layers.map(\.index) == Array(0..<14))
    // The definition keeps the repetition, with its defaults.
    let repetition = experiment.definition[path: JSONPath("architecture.1")]
    #expect(repetition?["repeat"]?.int == 2)
    #expect(repetition?[path: JSONPath("layers.0.stride")]?.int == 1)
  }

  @Test func `names belong to their list, and inner lists see outer names`() throws {
    let experiment = try resolved(
      network(
        """
        \(Self.conv(4, ", \"name\": \"first\"")),
        { "repeat": 2, "layers": [
          \(Self.conv(4, ", \"name\": \"inner\"")), { "type": "tanh" },
          { "repeat": 2, "layers": [ \(Self.conv(4)),
            { "type": "multiply", "with": ["inner", "first", "block_input"] } ] } ] }
        """))
    #expect(experiment.layers[4].configuration.inputs == [3, 1, 0, 2])
    #expect(experiment.layers[6].configuration.inputs == [5, 1, 0, 4])
    #expect(experiment.layers[12].configuration.inputs == [11, 7, 0, 10])
  }

  @Test func `a layer can take another input than the layer before it`() throws {
    let experiment = try resolved(
      network(
        """
        \(Self.conv(4, ", \"name\": \"a\"")), { "type": "tanh", "name": "b" },
        \(Self.conv(4, ", \"input\": \"a\"")), { "type": "add", "input": "b", "with": ["a"] },
        { "type": "add", "with": "c" }
        """
        .replacing("\"input\": \"a\"", with: "\"input\": \"a\", \"name\": \"c\"")))
    #expect(experiment.layers[2].configuration.inputs == [0])
    #expect(experiment.layers[3].configuration.inputs == [1, 0])
    #expect(experiment.layers[4].configuration.inputs == [3, 2] as [Int]?)
  }

  @Test(arguments: [
    (
      "\(conv(4, ", \"name\": \"stem\"")), { \"type\": \"add\", \"with\": \"stam\" }",
      "architecture.1.with: no earlier layer is called \"stam\"; did you mean stem?"
    ),
    (
      "\(conv(4)), { \"type\": \"add\", \"with\": [\"input\", \"far\"] }",
      "architecture.1.with.1: no earlier layer is called \"far\"; the names here are input"
    ),
    (
      "{ \"type\": \"add\", \"with\": \"later\" }, \(conv(4, ", \"name\": \"later\""))",
      "architecture.0.with: \"later\" is not computed yet: a layer takes outputs of earlier layers only"
    ),
    (
      "\(conv(4)), { \"type\": \"add\", \"with\": \"block_input\" }",
      "architecture.1.with: \"block_input\" names the input of a copy, and this layer is in no repeat"
    ),
    ("\(conv(4)), { \"type\": \"add\" }", "architecture.1.with: missing"),
    (
      "\(conv(4)), { \"type\": \"add\", \"with\": \"input\" }",
      "architecture.1.with: add cannot join inputs of 4x28x28 and 1x28x28; give them one shape"
    ),
    (
      "\(conv(4)), { \"type\": \"max_pool2d\", \"kernel_size\": 2, \"name\": \"p\" }, "
        + "{ \"type\": \"concat\", \"with\": \"input\" }",
      "architecture.2.with: concat cannot join inputs of 4x14x14 and 1x28x28"
    ),
    (
      "\(conv(4, ", \"name\": \"a\"")), \(conv(4, ", \"name\": \"a\""))",
      "architecture.1.name: \"a\" is also the name of architecture.0"
    ),
    (
      conv(4, ", \"name\": \"input\""),
      "architecture.0.name: \"input\" has a meaning of its own and cannot name a layer"
    ),
    (
      conv(4, ", \"name\": \"Stem 1\""),
      "architecture.0.name: must be a name of a to z, 0 to 9 and _ that begins with a letter, "
        + "at most 40 characters, not \"Stem 1\""
    ),
    (
      "\(conv(4)), \(conv(4, ", \"input\": \"input\""))",
      "architecture.0: no layer takes the output of this one"
    ),
    (
      "{ \"repeat\": 0, \"layers\": [ \(conv(4)) ] }",
      "architecture.0.repeat: must be from 1 to 1000, not 0"
    ),
    (
      "{ \"repeat\": 2, \"layer\": [ \(conv(4)) ] }",
      "architecture.0.layer: unknown key"
    ),
    (
      "{ \"repeat\": 2, \"layers\": [ { \"type\": \"conv2\" } ] }",
      "architecture.0.layers.0.type: unknown layer"
    ),
    (
      "{ \"repeat\": 1000, \"layers\": [ { \"type\": \"tanh\" }, { \"type\": \"relu\" } ] }",
      "architecture: the network has more than 1000 layers, repetitions written out"
    ),
    (
      String(repeating: "{ \"repeat\": 2, \"layers\": [ ", count: 5) + "{ \"type\": \"relu\" }"
        + String(repeating: " ] }", count: 5),
      "repeat is nested more than 4 deep"
    ),
    (
      conv(4, ", \"learning_rate_scale\": -1"),
      "architecture.0.learning_rate_scale: must be 0 or more, not -1"
    ),
  ])
  func `a mistaken graph is refused`(layers: String, problem: String) throws {
    let text = try #require(try complaint(network(layers)))
    // The advice comes after the line of the file.
    for part in problem.split(separator: "; ") {
      #expect(text.replacing("\n  ", with: " ").contains(part), "\(text)")
    }
  }

  /// What a definition made before these keys says stays as it was, to the byte.
  @Test func `keys that equal what their absence means are not written`() throws {
    let plain = try resolved(sample())
    let explicit = try resolved(
      sample(
        replacing: "\"kernel_size\": 5 }",
        with: "\"kernel_size\": 5, \"frozen\": false, \"learning_rate_scale\": 1 }"))
    #expect(plain.definition.canonicalText == explicit.definition.canonicalText)
    let frozen = try resolved(
      sample(replacing: "\"kernel_size\": 5 }", with: "\"kernel_size\": 5, \"frozen\": true }"))
    #expect(frozen.definition[path: JSONPath("architecture.0.frozen")]?.bool == true)
    #expect(frozen.layers[0].parameterCount == 0)
  }
}
