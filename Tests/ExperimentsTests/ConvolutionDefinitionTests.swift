import Engine
import Experiments
import JSON
import Testing

/// Sizes by axis, groups and dilation in definitions.
struct ConvolutionDefinitionTests {
  private func conv(_ keys: String) -> String {
    #"architecture.0={"type":"conv2d","out_channels":6,"kernel_size":5\#(keys)}"#
  }

  @Test(arguments: [
    #","stride":[1,1],"padding":[0,0]"#, #","dilation":1,"groups":1"#, #","dilation":[1,1]"#,
  ])
  func `what says nothing new resolves to the text of before`(keys: String) throws {
    let text = try resolved(sample()).definition.canonicalText
    #expect(try resolved(sample(), set: [conv(keys)]).definition.canonicalText == text)
    #expect(!text.contains("groups") && !text.contains("dilation"))
  }

  @Test func `two equal sides resolve to one integer, others stay as they are`() throws {
    let layers = try resolved(
      sample(),
      set: [
        #"architecture.0={"type":"conv2d","out_channels":6,"kernel_size":[3,3],"stride":[1,2],"#
          + #""padding":[2,0],"dilation":[1,3],"groups":1}"#,
        #"architecture.2={"type":"avg_pool2d","kernel_size":[2,3]}"#,
      ]
    ).definition["architecture"]
    #expect(
      layers?[0] == [
        "type": "conv2d", "out_channels": 6, "kernel_size": 3, "stride": [1, 2],
        "padding": [2, 0], "dilation": [1, 3], "bias": true, "init": "uniform_fan_in",
        "bias_init": "uniform_fan_in",
      ])
    #expect(layers?[2] == ["type": "avg_pool2d", "kernel_size": [2, 3], "stride": [2, 3]])
  }

  @Test(
    arguments: [
      (
        #"{"type":"conv2d","out_channels":8,"kernel_size":[3,1],"padding":"same","groups":2}"#,
        LayerConfiguration.conv2d(
          Conv2dConfiguration(
            outChannels: 8, kernelSize: Extent(3, 1), padding: .same, groups: 2)),
        [8, 24, 24]
      ),
      (
        #"{"type":"conv2d","out_channels":6,"kernel_size":3,"dilation":2,"groups":6}"#,
        .conv2d(Conv2dConfiguration(outChannels: 6, kernelSize: 3, dilation: 2, groups: 6)),
        [6, 20, 20]
      ),
      (
        #"{"type":"max_pool2d","kernel_size":[2,3],"stride":[1,3]}"#,
        .maxPool2d(PoolConfiguration(kernelSize: Extent(2, 3), stride: Extent(1, 3))), [6, 23, 8]
      ),
      (#"{"type":"adaptive_avg_pool2d"}"#, .adaptiveAvgPool2d(outputSize: 1), [6, 1, 1]),
      (
        #"{"type":"adaptive_avg_pool2d","output_size":[2,5]}"#,
        .adaptiveAvgPool2d(outputSize: Extent(2, 5)), [6, 2, 5]
      ),
    ] as [(String, LayerConfiguration, [Int])])
  func `layers have PyTorch's keys, defaults and shapes`(
    text: String, layer: LayerConfiguration, output: [Int]
  ) throws {
    let experiment = try resolved(
      sample(), set: ["architecture.1=\(text)", #"architecture.2={"type":"relu"}"#])
    #expect(experiment.architecture[1] == layer)
    #expect(experiment.layers[1].output == Shape(output))
  }

  /// Of the layer after one of 6x24x24.
  @Test(arguments: [
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":3,"groups":4}"#,
      "architecture.1.groups: 4 is no divisor of the 6 channels of 6x24x24", "use groups 2"
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":3,"groups":3}"#,
      "architecture.1.groups: 3 is no divisor of the 8 output channels", "use groups 2"
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":9,"dilation":4}"#,
      "architecture.1.kernel_size: 9 with dilation 4 does not fit an input of 6x24x24",
      #"use kernel_size 6 or less, or "padding": "same" here"#
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":[3,25]}"#,
      "architecture.1.kernel_size: [3, 25] does not fit an input of 6x24x24",
      "use kernel_size [3, 24] or less"
    ),
    (
      #"{"type":"avg_pool2d","kernel_size":[30,2]}"#,
      "architecture.1.kernel_size: [30, 2] does not fit an input of 6x24x24",
      "use kernel_size [24, 2] or less"
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":3,"stride":[1,2],"padding":"same"}"#,
      #"architecture.1.padding: "same" needs stride 1, not [1, 2]"#, ""
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":[3,0]}"#,
      "architecture.1.kernel_size.1: must be from 1 to 1024, not 0", ""
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":[3,3,3]}"#,
      "architecture.1.kernel_size: must have 2 integers, not 3", ""
    ),
    (
      #"{"type":"conv2d","out_channels":8,"kernel_size":3,"group":2}"#,
      "architecture.1.group: unknown key", "did you mean groups?"
    ),
    (
      #"{"type":"conv1d","out_channels":8,"kernel_size":3}"#,
      "architecture.1: conv1d needs [channels, length], not an input of 6x24x24", ""
    ),
    (
      #"{"type":"max_pool1d","kernel_size":3}"#,
      "architecture.1: max_pool1d needs [channels, length], not an input of 6x24x24", ""
    ),
    (
      #"{"type":"conv1d","out_channels":8,"kernel_size":[3,3]}"#,
      "architecture.1.kernel_size: must be an integer from 1 to 1024, not [3,3]", ""
    ),
    (
      #"{"type":"adaptive_avg_pool2d","output_size":0}"#,
      "architecture.1.output_size: must be from 1 to 1024, not 0", ""
    ),
  ])
  func `a layer that does not fit is refused with its key and the advice`(
    layer: String, problem: String, advice: String
  ) throws {
    let text = try #require(
      try complaint(sample(replacing: #"{ "type": "relu" }"#, with: layer)))
    #expect(text.contains(problem))
    #expect(advice.isEmpty || text.contains(advice), "\(text)")
  }
}

/// Shapes and errors of layers over [channels, length], which no shipped data set has.
struct SequenceLayerTests {
  @Test(
    arguments: [
      (
        LayerConfiguration.conv1d(Conv1dConfiguration(outChannels: 4, kernelSize: 3)), [4, 18],
        [[4, 6, 3], [4]]
      ),
      (
        .conv1d(
          Conv1dConfiguration(
            outChannels: 6, kernelSize: 4, padding: .same, dilation: 3, groups: 3, bias: false)),
        [6, 20], [[6, 2, 4]]
      ),
      (
        .conv1d(
          Conv1dConfiguration(outChannels: 6, kernelSize: 4, stride: 3, padding: .count(2))),
        [6, 7], [[6, 6, 4], [6]]
      ),
      (.maxPool1d(kernelSize: 3), [6, 6], []), (.avgPool1d(kernelSize: 3, stride: 2), [6, 9], []),
    ] as [(LayerConfiguration, [Int], [[Int]])])
  func `layers over one axis have PyTorch's shapes`(
    layer: LayerConfiguration, output: [Int], parameters: [[Int]]
  ) throws {
    #expect(try layer.outputShape(for: Shape(6, 20)) == Shape(output))
    #expect(layer.parameterShapes(for: Shape(6, 20)).map(\.dimensions) == parameters)
  }

  @Test(
    arguments: [
      (
        LayerConfiguration.conv1d(Conv1dConfiguration(outChannels: 4, kernelSize: 21)),
        "kernel_size",
        "21 does not fit an input of 6x20"
      ),
      (.avgPool1d(kernelSize: 21), "kernel_size", "21 does not fit an input of 6x20"),
      (
        .conv1d(Conv1dConfiguration(outChannels: 6, kernelSize: 3, groups: 4)), "groups",
        "4 is no divisor of the 6 channels of 6x20"
      ),
      (.adaptiveAvgPool2d(), nil, "adaptive_avg_pool2d needs an image, not an input of 6x20"),
    ] as [(LayerConfiguration, String?, String)])
  func `layers over one axis say what does not fit`(
    layer: LayerConfiguration, key: String?, problem: String
  ) {
    #expect {
      try layer.outputShape(for: Shape(6, 20))
    } throws: { error in
      let mismatch = error as? ShapeMismatch
      return mismatch?.key == key && mismatch?.problem == problem
    }
  }
}
