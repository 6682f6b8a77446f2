import Engine
import Testing

@Suite struct LayerWorkTests {
  static let lenet5: [LayerConfiguration] = [
    .conv2d(.init(outChannels: 6, kernelSize: 5)), .tanh, .avgPool2d(.init(kernelSize: 2)), .tanh,
    .conv2d(.init(outChannels: 16, kernelSize: 5)), .tanh, .avgPool2d(.init(kernelSize: 2)), .tanh,
    .conv2d(.init(outChannels: 120, kernelSize: 5)), .tanh, .flatten,
    .linear(.init(outFeatures: 84)), .tanh, .linear(.init(outFeatures: 10)),
  ]

  @Test func `a LeNet-5 step of 128 images has 2.26 MFLOP an image`() throws {
    let works = try LayerWork.of(Self.lenet5, input: Shape(1, 32, 32), batch: 128, slots: 0)
    var sum = LayerWork()
    for work in works { sum += work }
    // 2 · (2 · 117,600 + 3 · (240,000 + 48,000 + 10,080 + 840)) an image.
    #expect(sum.flop == 128 * 2_263_920)
    #expect(works[4].forwardFLOP == 128 * 2 * 16 * 10 * 10 * 6 * 25)
    #expect(works[4].backwardFLOP == 2 * works[4].forwardFLOP)
    #expect(works[0].backwardFLOP == works[0].forwardFLOP)
  }

  @Test func `bytes are those of the arrays, each counted as it is read and written`() throws {
    let works = try LayerWork.of(Self.lenet5, input: Shape(1, 32, 32), batch: 128, slots: 1)
    // x 1x32x32, y 6x28x28, 156 parameters.
    #expect(works[0].forwardBytes == 4 * (128 * 1024 + 128 * 4704 + 156))
    // x and dy; 8 groups' partials written and read; the gradient. No input gradient.
    #expect(works[0].backwardBytes == 4 * (128 * 1024 + 128 * 4704 + 2 * 8 * 156 + 156))
    // Gradient, weights twice, momentum twice, and both packed copies of the weights.
    #expect(works[0].updateBytes == 4 * (5 * 156 + 2 * 150))
    #expect(works[1].forwardBytes == 4 * 2 * 128 * 4704)
    #expect(works[1].backwardBytes == 0)
    #expect(works[2].forwardBytes == 4 * 128 * (4704 + 1176))
    // dy, dx, and the activation that dx is taken back through.
    #expect(works[2].backwardBytes == 4 * 128 * (1176 + 2 * 4704))
    #expect(works[12].backwardBytes == 0 && works[13].backwardBytes > 4 * 2 * 128 * 84)
    #expect(works[10] == LayerWork())
  }

  @Test func `batch norm moves the bytes of the sum and the activation after it`() throws {
    let layers: [LayerConfiguration] = [
      .linear(.init(outFeatures: 4)), .batchNorm(.init()), .add([1, 0]), .relu,
      .linear(.init(outFeatures: 3)),
    ]
    let works = try LayerWork.of(layers, input: Shape(4), batch: 16, slots: 0)
    let alone = try LayerWork.of(
      Array(layers.prefix(2)), input: Shape(4), batch: 16, slots: 0)
    // The other input of the sum.
    #expect(works[1].forwardBytes - alone[1].forwardBytes == 4 * 16 * 4)
    #expect(works[1].backwardBytes == alone[1].backwardBytes)
    #expect(works[2] == LayerWork())
    #expect(works[3].forwardBytes == 0)
  }

  @Test func `a dense weight that moves with its gradient has no gradient array`() throws {
    let layers: [LayerConfiguration] = [
      .conv2d(.init(outChannels: 2, kernelSize: 3)), .flatten, .linear(.init(outFeatures: 3)),
    ]
    for slots in [0, 1] {
      let works = try [false, true].map {
        try LayerWork.of(
          layers, input: Shape(1, 4, 4), batch: 16, slots: slots, stepsWithGradient: $0)
      }
      #expect(works[0][0] == works[1][0])
      // Of 8 inputs and 3 outputs: 24 gradients neither written nor read; the biases stay.
      #expect(works[1][2].updateBytes == 4 * 3 * (3 + 2 * slots))
      #expect(works[0][2].bytes - works[1][2].bytes == 4 * 24 * 2)
    }
  }

  @Test func `a last group of fewer examples moves as many bytes as a full one`() throws {
    let layers: [LayerConfiguration] = [.linear(.init(outFeatures: 3, bias: false))]
    let works = [1, 16].map { try? LayerWork.of(layers, input: Shape(7), batch: $0, slots: 0)[0] }
    #expect(works[0]?.bytes == works[1]?.bytes)
    #expect(works[0]?.forwardFLOP == 2 * 21 && works[1]?.forwardFLOP == 16 * 2 * 21)
  }

  @Test func `multiplications with padding are no work`() throws {
    let layers: [LayerConfiguration] = [
      .conv2d(.init(outChannels: 2, kernelSize: 3, padding: .count(1)))
    ]
    let work = try LayerWork.of(layers, input: Shape(5, 4, 4), batch: 1, slots: 0)[0]
    // Along an axis of 4 the positions have 2, 3, 3 and 2 taps inside.
    #expect(work.forwardFLOP == 2 * 2 * 5 * 10 * 10)
  }

  @Test func `kernels of stride 2 have the taps that lie inside`() throws {
    let layers: [LayerConfiguration] = [
      .conv2d(.init(outChannels: 1, kernelSize: 3, stride: 2, padding: .count(1)))
    ]
    let work = try LayerWork.of(layers, input: Shape(1, 5, 4), batch: 1, slots: 0)[0]
    // Positions -1, 1, 3 of 5 rows: 2, 3, 2 taps; -1, 1 of 4 columns: 2, 3 taps.
    #expect(work.forwardFLOP == 2 * 7 * 5)
  }

  @Test func `groups and taps that lie apart count what they multiply`() throws {
    let layers: [LayerConfiguration] = [
      .conv2d(
        .init(
          outChannels: 6, kernelSize: Extent(3, 2), padding: .count(Extent(2, 0)),
          dilation: Extent(2, 1), groups: 3)),
      .conv2d(.init(outChannels: 6, kernelSize: 3, padding: .same, groups: 6)),
    ]
    let works = try LayerWork.of(layers, input: Shape(3, 4, 4), batch: 1, slots: 0)
    // Rows -2, 0 and 2 under the first of 4 outputs: 2, 2, 2 and 2 taps; 2 under 3 columns.
    #expect(works[0].forwardFLOP == 2 * 6 * 8 * 6)
    // One channel each; along an axis of 4 there are 10 taps, along one of 3 there are 7.
    #expect(works[1].forwardFLOP == 2 * 6 * 10 * 7)
    #expect(layers[0].multiplyAdds(for: Shape(3, 4, 4)) == 6 * 4 * 3 * 6)
    let sequence = LayerConfiguration.conv1d(.init(outChannels: 4, kernelSize: 3, groups: 2))
    #expect(sequence.multiplyAdds(for: Shape(6, 10)) == 4 * 8 * 9)
  }
}
