import Engine
import Testing

@Suite struct MachineMeterTests {
  @Test(arguments: [1, 3])
  func `a turn can only raise the limits, each by its own measurement`(threads: Int) {
    let meter = MachineMeter(threads: threads, kernels: .best)
    #expect(meter.limits == MachineLimits(peak: 0, bandwidth: 0))
    meter.takePeakTurn()
    let first = meter.limits
    #expect(first.peak > 0 && first.peak.isFinite && first.bandwidth == 0)
    meter.takePeakTurn()
    #expect(meter.limits.peak >= first.peak)
    meter.measureBandwidth(seconds: 0)
    #expect(meter.limits.bandwidth > 0 && meter.limits.bandwidth.isFinite)
  }
}
