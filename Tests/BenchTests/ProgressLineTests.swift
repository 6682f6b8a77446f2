import Testing
import bench

struct ProgressLineTests {
  let middle = ProgressLine(
    epoch: 17, epochs: 40, fraction: 0.42, trainLoss: 0.6131, metricName: "test_accuracy",
    metric: 0.779, examplesPerSecond: 158_200, secondsLeft: 2.1)

  @Test func `the line says where training stands`() {
    #expect(
      middle.text(width: 120) == """
        epoch 17/40  ━━━━━━━━╸───────────  42%  train_loss 0.6131  test_accuracy 0.7790  158k/s  2 s left
        """)
  }

  @Test func `values that are not there yet are dashes`() {
    let start = ProgressLine(
      epoch: 1, epochs: 40, fraction: 0, trainLoss: nil, metricName: "test_accuracy", metric: nil,
      examplesPerSecond: nil, secondsLeft: nil)
    #expect(
      start.text(width: 120) == """
        epoch  1/40  ────────────────────   0%  train_loss      -  test_accuracy      -       -
        """)
  }

  @Test(arguments: [
    (
      98,
      "epoch 17/40  ━━━━━━━━╸───────────  42%  train_loss 0.6131  test_accuracy 0.7790  158k/s  2 s left"
    ),
    (97, "epoch 17/40  ━━╸───  42%  train_loss 0.6131  test_accuracy 0.7790  158k/s  2 s left"),
    (80, "epoch 17/40  ━━╸───  42%  train_loss 0.6131  test_accuracy 0.7790  2 s left"),
    (72, "epoch 17/40   42%  train_loss 0.6131  test_accuracy 0.7790  2 s left"),
    (68, "epoch 17/40   42%  test_accuracy 0.7790  2 s left"),
    (20, "epoch 17/40   42%"),
  ])
  func `a narrow terminal gets a shorter line`(width: Int, text: String) {
    #expect(middle.text(width: width) == text)
    #expect(middle.text(width: width).count < width)
  }

  @Test func `the line names its seed`() {
    var line = middle
    line.prefix = "seed 2 (2 of 3)"
    #expect(line.text(width: 130).hasPrefix("seed 2 (2 of 3)  epoch 17/40  ━━━━━━━━╸"))
    #expect(
      line.text(width: 60) == "seed 2 (2 of 3)  epoch 17/40   42%  test_accuracy 0.7790")
  }

  @Test(arguments: [
    (nil, "test_accuracy"), ("seed 2 (2 of 3)", "validation_accuracy"),
    ("lenet5-sgd-012 (12 of 200)", "validation_loss"),
  ])
  func `a value is whole or not shown at any width`(prefix: String?, metric: String) {
    var line = middle
    (line.prefix, line.metricName, line.secondsLeft) = (prefix, metric, 7500)
    let words = Set(line.text(width: 400).split(separator: " "))
    for width in 40...200 {
      let text = line.text(width: width)
      #expect(text.count < width)
      #expect(
        text.split(separator: " ").allSatisfy {
          words.contains($0) || "━╸─".contains($0.prefix(1))
        }, "\(width): \(text)")
    }
  }

  @Test(arguments: [
    (0, "──────"), (0.001, "╸─────"), (0.5, "━━━╸──"), (1, "━━━━━━"), (7, "━━━━━━"),
  ])
  func `the bar fills up`(fraction: Double, bar: String) {
    #expect(ProgressLine.bar(fraction, cells: 6) == bar)
  }

  @Test(arguments: [
    (812.4, "812/s"), (8_240, "8.2k/s"), (158_200, "158k/s"), (1_240_000, "1.2M/s"),
    (.infinity, "-"),
  ])
  func `rates are short`(rate: Double, text: String) {
    #expect(ProgressLine.rate(rate) == text)
  }

  @Test(arguments: [
    (0.2, "0 s"), (119, "119 s"), (185, "3 min 05 s"), (7500, "2 h 05 min"), (.nan, "-"),
  ])
  func `durations are short`(seconds: Double, text: String) {
    #expect(ProgressLine.duration(seconds) == text)
  }
}

/// The line above the live lines of several runs.
struct OverallLineTests {
  let middle = OverallLine(
    counts: "3 of 20 done", others: "2 running", trained: 4, left: 16, elapsedSeconds: 42)

  @Test func `the line says what is done and how long the rest takes`() {
    #expect(
      middle.text(width: 100)
        == "3 of 20 done · 2 running · 42 s so far · about 2 min 48 s to go")
  }

  @Test func `the rest is not known before anything is trained, and nothing is left at the end`() {
    var line = middle
    line.trained = 0
    #expect(line.text(width: 100) == "3 of 20 done · 2 running · 42 s so far")
    (line.trained, line.left) = (20, 0)
    #expect(line.text(width: 100) == "3 of 20 done · 2 running · 42 s so far")
  }

  @Test(arguments: 40...200)
  func `a part is whole or not shown at any width`(width: Int) {
    let parts = Set(middle.text(width: 400).split(separator: " · "))
    let shown = middle.text(width: width)
    #expect(shown.count < width)
    #expect(shown.split(separator: " · ").allSatisfy { parts.contains($0) })
    #expect(shown.hasPrefix("3 of 20 done · ") && shown.hasSuffix(" to go"))
  }
}
