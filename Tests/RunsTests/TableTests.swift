import Experiments
import FileTwins
import Runs
import Testing
import Training

struct TableTests {
  private func experiment(loss: String, validation: Bool) -> ResolvedExperiment {
    let validation = validation ? #", "validation": [40, 50]"# : ""
    return FakeTraining.experiment(
      """
      {"dataset": {"name": "mnist", "subset": {"train": [0, 40], "test": [0, 3]\(validation)}},
       "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 10}],
       "loss": {"type": "\(loss)"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 2, "batch_size": 16}}
      """)
  }

  private func result(
    _ values: (loss: Double, accuracy: Double?), validation: PartMetrics? = nil,
    learningRate: Float = 0.1
  ) -> EpochResult {
    let part = PartMetrics(loss: values.loss, accuracy: values.accuracy)
    return EpochResult(
      epoch: 3, step: 9, learningRate: learningRate, train: part, validation: validation,
      test: part, weightsSHA256: String(repeating: "0123456789abcdef", count: 4), seconds: 1,
      examplesPerSecond: 2)
  }

  @Test
  func `the header follows from loss and validation part`() {
    #expect(
      MetricsColumns(experiment(loss: "softmax_cross_entropy", validation: true)).names
        == [
          "epoch", "step", "learning_rate", "train_loss", "train_accuracy", "validation_loss",
          "validation_accuracy", "test_loss", "test_accuracy", "weights_digest",
        ])
    #expect(
      MetricsColumns(experiment(loss: "softmax_cross_entropy", validation: false)).names
        == [
          "epoch", "step", "learning_rate", "train_loss", "train_accuracy", "test_loss",
          "test_accuracy", "weights_digest",
        ])
    #expect(
      MetricsColumns(experiment(loss: "mse", validation: false)).names
        == [
          "epoch", "step", "learning_rate", "train_loss", "train_accuracy", "test_loss",
          "test_accuracy", "weights_digest",
        ])
  }

  @Test
  func `numbers are the shortest that read back the same`() {
    let columns = MetricsColumns(experiment(loss: "softmax_cross_entropy", validation: true))
    let row = columns.cells(
      result((0.1 + 0.2, 1), validation: PartMetrics(loss: 1e-7, accuracy: 1 / 3.0)))
    #expect(
      row == [
        "3", "9", "0.1", "0.30000000000000004", "1.0", "1e-07", "0.3333333333333333",
        "0.30000000000000004", "1.0", "0123456789abcdef",
      ])
  }

  @Test(arguments: [
    (Double.nan, "nan"), (-Double.nan, "nan"), (.infinity, "inf"), (-.infinity, "-inf"),
    (-0.0, "-0.0"), (.leastNonzeroMagnitude, "5e-324"), (1e22, "1e+22"),
  ])
  func `what is no ordinary number is spelled as other programs read it`(
    value: Double, text: String
  ) throws {
    let cells = MetricsColumns(experiment(loss: "mse", validation: false)).cells(
      result((value, 0.5)))
    #expect(cells[3] == text)
    let line = "epoch,train_loss\n1,\(text)\n"
    let read = try MetricsTable(parsing: Array(line.utf8)).values(of: "train_loss")
    #expect(read?.first.map { $0.isNaN ? value.isNaN : $0 == value } == true)
  }

  @Test(arguments: [
    0.1 + 0.2, .nan, -.nan, Double(nan: 7, signaling: false), .infinity, -.infinity, -0.0,
    .leastNonzeroMagnitude,
    1e22,
  ])
  func `what is kept of a row is what its text reads back`(value: Double) throws {
    let training = FakeTraining()
    let store = RunStore.memory(MemoryFiles())
    let recorder = try store.start(training)
    for rate: Float in [0.1, 1 / 3, 2e7, 1e30, .leastNonzeroMagnitude] {
      var result = training.result(epoch: 1)
      result.learningRate = rate
      result.train.loss = value
      try recorder.record(.finishedEpoch(result))
    }
    let read = try store.run(recorder.id).metrics()
    #expect(recorder.metrics.columns == read.columns)
    #expect(recorder.metrics.epochs == read.epochs)
    #expect(recorder.metrics.steps == read.steps)
    #expect(recorder.metrics.weightsDigests == read.weightsDigests)
    for column in ["learning_rate"] + read.metricNames {
      #expect(
        recorder.metrics.values(of: column)?.map(\.bitPattern)
          == read.values(of: column)?.map(\.bitPattern), "\(column)")
    }
  }

  @Test
  func `last and best are found; NaN is never best and the first of equals is`() throws {
    let text = """
      epoch,step,train_loss,test_accuracy,weights_digest
      1,10,nan,0.5,aa
      2,20,0.25,0.75,bb
      3,30,0.25,0.75,cc
      4,40,0.5,nan,dd

      """
    let table = try MetricsTable(parsing: Array(text.utf8))
    #expect(table.metricNames == ["train_loss", "test_accuracy"])
    #expect(table.weightsDigests == ["aa", "bb", "cc", "dd"])
    #expect(table.summary(of: "train_loss")?.last == 0.5)
    #expect(
      table.summary(of: "train_loss")?.best == BestValue(value: 0.25, epoch: 2, step: 20))
    #expect(
      table.summary(of: "test_accuracy")?.best == BestValue(value: 0.75, epoch: 2, step: 20))
    #expect(table.summary(of: "test_accuracy")?.last.isNaN == true)
    #expect(table.summary(of: "validation_loss") == nil)
    #expect(!table.isTorn)
  }

  @Test
  func `a torn last line is forgiven at every byte`() throws {
    let text = Array("epoch,step,train_loss,weights_digest\n1,10,0.5,aa\n2,20,0.25,bb\n".utf8)
    let header = text.firstIndex(of: UInt8(ascii: "\n")) ?? 0
    for count in (header + 1)...text.count {
      let table = try MetricsTable(parsing: Array(text[..<count]))
      #expect(table.count == text[..<count].count { $0 == UInt8(ascii: "\n") } - 1)
      #expect(table.isTorn == (text[count - 1] != UInt8(ascii: "\n")))
    }
  }

  @Test(arguments: [
    ("", "line 1: no header"),
    ("epoch,loss", "line 1: no header"),
    ("step,loss\n", "line 1: no column epoch"),
    ("epoch,loss,loss\n", "line 1: two columns of the same name"),
    ("epoch,loss\n1\n", "line 2: 1 cells, but 2 columns"),
    ("epoch,loss\n1,0.5\nx,0.5\n", "line 3: epoch must be a count, not 'x'"),
    ("epoch,loss\n-1,0.5\n", "line 2: epoch must be a count, not '-1'"),
    ("epoch,loss\n1,\u{1b}[2J\n", "line 2: loss must be a number, not '\\u{1B}[2J'"),
  ])
  func `other damage is told with its line`(text: String, problem: String) {
    let error = #expect(throws: TableProblem.self) {
      try MetricsTable(parsing: Array(text.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test
  func `a text that takes minutes to compare is refused`() {
    let marks = String(repeating: "\u{315}\u{316}", count: 100_000)
    for (header, row, line) in [
      ("epoch,a\(marks)", "1,2", 1), ("epoch,weights_digest", marks, 2),
    ] {
      let file = Array("\(header)\n\(row)\n".utf8)
      let readers: [() throws -> Void] = [
        { _ = try MetricsTable(parsing: file) }, { _ = try PredictionsTable(parsing: file) },
      ]
      for read in readers {
        let error = #expect(throws: TableProblem.self) { try read() }
        #expect(error?.description == "line \(line): too many combining marks in a row")
      }
      let problem = #expect(throws: ImportProblem.self) { try ImportedTable(parsing: file) }
      #expect(problem?.description == "line \(line): too many combining marks in a row")
      #expect(TimingTable(parsing: file).rows.isEmpty)
    }
  }

  @Test
  func `somebody else's table with other columns is read too`() throws {
    let text = "epoch,loss,val_accuracy\r\n1,0.5,0.25\r\n"
    let table = try MetricsTable(parsing: Array(text.utf8))
    #expect(table.metricNames == ["loss", "val_accuracy"])
    #expect(table.values(of: "val_accuracy") == [0.25])
    #expect(table.steps == [0])
  }

  @Test
  func `predictions are whole classes, and a regression has no probability`() throws {
    let rows = [
      Prediction(index: 8000, label: 4, prediction: 9, probability: 0.1),
      Prediction(index: 8001, label: 0, prediction: 0, probability: 1),
    ]
    let text = PredictionsTable(rows).text(isClassification: true)
    #expect(text == "index,label,prediction,probability\n8000,4,9,0.1\n8001,0,0,1.0\n")
    #expect(try PredictionsTable(parsing: Array(text.utf8)).rows == rows)
    let regression = [Prediction(index: 0, label: 0.5, prediction: -0.25, probability: nil)]
    let numbers = PredictionsTable(regression).text(isClassification: false)
    #expect(numbers == "index,label,prediction\n0,0.5,-0.25\n")
    #expect(try PredictionsTable(parsing: Array(numbers.utf8)).rows == regression)
    let several = [
      Prediction(
        index: 3, label: 0.5, prediction: -0.25, probability: nil,
        further: [.init(label: 1, prediction: 2), .init(label: 3, prediction: 4)])
    ]
    let wide = PredictionsTable(several).text(isClassification: false)
    #expect(
      wide == """
        index,label,prediction,label_2,prediction_2,label_3,prediction_3
        3,0.5,-0.25,1.0,2.0,3.0,4.0

        """)
    #expect(try PredictionsTable(parsing: Array(wide.utf8)).rows == several)
  }

  @Test(arguments: [
    ("", "line 1: the header must be index,label,prediction or that with ,probability"),
    ("index,label,prediction\n1,2\n", "line 2: 2 cells, but 3 columns"),
    (
      "index,label,prediction,label_2\n1,2,3,4\n",
      "line 1: the header must be index,label,prediction or that with ,probability"
    ),
    (
      "index,label,prediction,label_2,prediction_2\n1,2,3,x,5\n",
      "line 2: label_2 must be a number, not 'x'"
    ),
    ("index,label,prediction\n1,2,3", "line 2: the last line has no end"),
    ("index,label,prediction\n-1,2,3\n", "line 2: index must be a count, not '-1'"),
    (
      "index,label,prediction,probability\n1,2,3,x\n",
      "line 2: probability must be a number, not 'x'"
    ),
    (
      "index,label,prediction,probability\n1,nan,3,1\n", "line 2: label must be a class, not 'nan'"
    ),
    (
      "index,label,prediction,probability\n1,1e300,3,1\n",
      "line 2: label must be a class, not '1e300'"
    ),
    (
      "index,label,prediction,probability\n1,2,-1,1\n",
      "line 2: prediction must be a class, not '-1'"
    ),
  ])
  func `damaged predictions are told with their line`(text: String, problem: String) {
    let error = #expect(throws: TableProblem.self) {
      try PredictionsTable(parsing: Array(text.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test
  func `rates of epochs with as many examples are averaged over time`() {
    let text = "epoch,seconds,examples_per_second\n1,1.0,100.0\n2,2.0,50.0\n3,torn"
    let table = TimingTable(parsing: Array(text.utf8))
    #expect(table.totalSeconds == 3)
    #expect(table.examplesPerSecond == 2 / (1 / 100.0 + 1 / 50.0))
    #expect(TimingTable(parsing: Array(text.utf8), upToEpoch: 1).rows.count == 1)
    #expect(TimingTable().examplesPerSecond == nil)
  }
}
