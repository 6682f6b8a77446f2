import Engine
import Reports
import Testing

@Suite struct PerformanceReportTests {
  static let layers: [LayerConfiguration] = [
    .conv2d(.init(outChannels: 6, kernelSize: 5)), .tanh, .flatten,
    .linear(.init(outFeatures: 10)),
  ]

  /// Two threads that worked 2 · 160 us of a step of 200 us.
  static func report() throws -> PerformanceReport {
    let times = [(80e-6, 0, 40e-6, 10e-6), (20e-6, 0, 0, 0), (0, 0, 0, 0)]
      .map { LayerTimes([.forward: $0, .inputGradient: $1, .weightGradient: $2, .update: $3]) }
    let last = LayerTimes([
      .forward: 20e-6, .inputGradient: 50e-6, .weightGradient: 50e-6, .update: 20e-6,
    ])
    return PerformanceReport(
      StepProfile(
        architecture: layers, input: Shape(1, 32, 32), threads: 2, isa: "avx512", batch: 128,
        work: try LayerWork.of(layers, input: Shape(1, 32, 32), batch: 128, slots: 0),
        times: NetworkTimes(
          layers: times + [last], outside: [.gather: 20e-6, .loss: 10e-6, .clip: 0]),
        timedStep: 200e-6, plainStep: 196e-6),
      of: "small", limits: MachineLimits(peak: 1e12, bandwidth: 50e9))
  }

  @Test func `layers, what is outside of them, and the whole step are rows`() throws {
    let report = try Self.report()
    #expect(
      report.table.laidOut(width: 100, style: .plain).text == """
                                     forward  backward  total   % of            % of               % of
        #  layer             output       us        us     us   step  GFLOP/s   peak     MB  GB/s   RAM
        0  conv2d 6, 5x5    6x28x28     40.0      20.0   60.0   30.0   1003.5  100.4   5.88    98   196
        1  tanh             6x28x28     10.0         -   10.0    5.0        -      -   4.82   482   963
        2  flatten             4704      0.0         -    0.0    0.0        -      -      -     -     -
        3  linear 10             10     10.0      50.0   60.0   30.0    602.1   60.2  15.05   251   502
        -  gather                 -        -         -   10.0    5.0        -      -      -     -     -
        -  loss                   -        -         -    5.0    2.5        -      -      -     -     -
        -  update                 -        -         -   15.0    7.5        -      -   0.57    38    76
        -  joins, the rest        -        -         -   40.0   20.0        -      -      -     -     -
        -  whole step             -     60.0      70.0  200.0  100.0    481.7   48.2  26.31   132   263

        """)
    #expect(report.title == "small  batch 128, 2 threads, avx512")
    #expect(
      report.speed
        == "653,061 examples/s: a step takes 196.0 us, 200.0 us while its layers are timed"
    )
  }

  @Test func `programs get whole counts and the limits in every row`() throws {
    let lines = try Self.report().table.csv.split(separator: "\n")
    #expect(
      lines[0] == """
        experiment,batch,threads,isa,index,layer,output,forward_us,backward_us,total_us,\
        percent_of_step,flop,gflop_per_second,percent_of_peak,bytes,gb_per_second,percent_of_ram,\
        peak_gflop_per_second,bandwidth_gb_per_second
        """)
    #expect(lines[1].hasPrefix("small,128,2,avx512,0,\"conv2d 6, 5x5\",6x28x28,40,20,"))
    #expect(lines[1].contains(",60211200,") && lines[1].hasSuffix(",1000,50"))
  }

  @Test func `the legend names the limits measured`() throws {
    let text = PerformanceReport.legend(MachineLimits(peak: 511.64e9, bandwidth: 68.2e9))
    #expect(text.hasPrefix("peak 511.6 GFLOP/s in float32 multiply-adds, bandwidth 68.2 GB/s"))
  }
}
