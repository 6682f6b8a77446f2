import CKernels
import Engine
import Testing

@Suite struct StopwatchTests {
  @Test(arguments: SmallNetwork.all)
  func `a network that is timed learns the same bits`(small: SmallNetwork) throws {
    for threads in [1, 3] {
      let networks = try [false, true].map { isTimed in
        try Network(
          architecture: small.layers, input: small.input, loss: small.loss,
          optimizer: OptimizerConfiguration(
            .sgd(momentum: 0.9, nesterov: false, weightDecay: 0), learningRate: 1, clipNorm: 0.5),
          seed: 3, batchCapacity: 100, threads: threads, isTimed: isTimed)
      }
      for network in networks {
        network.initialize()
        for (step, count) in [100, 17, 33].enumerated() {
          network.train(on: try small.batch(count, index: UInt32(step)), rate: 0.01, step: step)
        }
      }
      #expect(networks[0].parameters.sha256 == networks[1].parameters.sha256)
    }
  }

  @Test(arguments: SmallNetwork.all)
  func `every layer and phase that works is noted, and nothing else`(small: SmallNetwork) throws {
    let network = try Network(
      architecture: small.layers, input: small.input, loss: small.loss,
      optimizer: OptimizerConfiguration(
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), learningRate: 1),
      seed: 3, batchCapacity: 100, threads: 2, isTimed: true)
    network.initialize()
    network.train(on: try small.batch(100), rate: 0.01, step: 0)
    let times = network.takeTimes()
    let work = try LayerWork.of(
      small.layers, input: small.input, batch: 100, slots: 0, stepsWithGradient: true)
    #expect(times.layers.count == small.layers.count)
    for ((time, work), layer) in zip(zip(times.layers, work), small.layers) {
      // What passes its input on moves no bytes and still takes a moment.
      #expect(time[.forward] > 0 || work.forwardBytes == 0)
      #expect(time[.forward] == 0 || work.forwardBytes > 0 || layer.passesValuesOn)
      #expect(time.backward > 0 || work.backwardBytes == 0)
      #expect((time[.update] > 0) == (work.updateBytes > 0))
    }
    #expect(times.outside[.gather, default: 0] > 0 && times.outside[.loss, default: 0] > 0)
    #expect(times.outside[.clip] == 0)
    let none = network.takeTimes()
    #expect(none.layers.allSatisfy { $0[.forward] == 0 } && none.outside[.gather] == 0)
  }

  @Test func `the chains of the peak have the same bits in every set, and FLOP by its width`() {
    var first: [UInt32]?
    for kernels in kernelSets {
      var chains = noise(24 * 16, 1)
      let flop = kernels.fma_peak(50, &chains)
      let touched = zip(chains, noise(24 * 16, 1)).count { $0 != $1 }
      #expect(flop == Int64(50 * 2 * touched), "\(kernels.title)")
      // The first 8 rows' first 4 lanes are in every set.
      let common = (0..<8).flatMap { chains[$0 * 16..<$0 * 16 + 4].map(\.bitPattern) }
      #expect(common == first ?? common, "\(kernels.title)")
      first = common
    }
  }
}
