import Engine
import Files
import Testing

@Suite struct ScheduleTests {
  @Test func `a constant schedule is the base rate`() {
    let schedule = ScheduleConfiguration()
    #expect(schedule.rate(at: 0, of: 10, base: 0.1) == 0.1)
    #expect(schedule.rate(at: 9, of: 10, base: 0.1) == 0.1)
  }

  @Test func `warmup multiplies by (t + 1) / steps`() {
    let schedule = ScheduleConfiguration(.constant, warmupSteps: 4)
    #expect((0..<6).map { schedule.rate(at: $0, of: 10, base: 1) } == [0.25, 0.5, 0.75, 1, 1, 1])
  }

  /// torch.optim.lr_scheduler.MultiStepLR and LinearLR of PyTorch 2.13.0 from 0.3.
  @Test func `milestones multiply, and a line falls to its end`() {
    let milestones = ScheduleConfiguration(.multiStep(milestones: [3, 6, 8], gamma: 0.7))
    #expect(
      (0..<12).map { milestones.rate(at: $0, of: 12, base: 0.3) } == [
        0.3, 0.3, 0.3, 0.21, 0.21, 0.21, 0.147, 0.147, 0.1029, 0.1029, 0.1029, 0.1029,
      ])
    let line = ScheduleConfiguration(.linear(endRate: 0.01))
    #expect(
      (0..<10).map { line.rate(at: $0, of: 10, base: 0.3) } == [
        0.3, 0.271, 0.242, 0.213, 0.184, 0.155, 0.126, 0.097, 0.068, 0.039,
      ])
  }

  @Test func `a cosine falls from the base rate towards the minimum`() {
    let schedule = ScheduleConfiguration(.cosine(minimumRate: 0.01))
    for step in 0..<1000 {
      let exact = 0.01 + (0.3 - 0.01) * (1 + cos(Double.pi * Double(step) / 1000)) / 2
      // Float32's half unit in the last place, and the series' error.
      #expect(abs(Double(schedule.rate(at: step, of: 1000, base: 0.3)) - exact) < 1.6e-8)
    }
  }
}

@Suite struct ExactMathTests {
  @Test func `the logarithm is the C library's to some units in the last place`() {
    for i in 1...100_000 {
      let x = Double(i) * 1.7e-4 * (i % 3 == 0 ? 1e-9 : 1)
      #expect(abs(ExactMath.log(x) - log(x)) <= 1e-15 * max(1, abs(log(x))))
    }
    #expect(ExactMath.log(1) == 0)
  }

  @Test func `the cosine is the C library's to some units in the last place`() {
    for i in 0...10_000 {
      let x = Double(i) / 10_000
      #expect(abs(ExactMath.cosPi(x) - cos(Double.pi * x)) < 4e-16)
    }
    #expect(ExactMath.cosPi(0) == 1 && ExactMath.cosPi(1) == -1)
  }

  @Test func `sine and cosine of degrees agree with the C library's`() {
    for step in -1800...1800 {
      let degrees = Double(step) / 10
      let (sine, cosine) = ExactMath.sineAndCosine(degrees: degrees)
      // Half of it is the rounding of the C library's argument.
      #expect(abs(sine - sin(degrees * .pi / 180)) < 8e-16)
      #expect(abs(cosine - cos(degrees * .pi / 180)) < 8e-16)
    }
    #expect(ExactMath.sineAndCosine(degrees: 0) == (0, 1))
    #expect(ExactMath.sineAndCosine(degrees: -90) == (-1, 0))
  }

  @Test func `powers by squaring`() {
    #expect(ExactMath.power(0.5, 0) == 1)
    #expect(ExactMath.power(2, 100) == 0x1p100)
    #expect(abs(ExactMath.power(0.9, 1000) - pow(0.9, 1000)) < 1e-12 * pow(0.9, 1000))
  }
}
