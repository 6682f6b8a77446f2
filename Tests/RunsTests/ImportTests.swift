import Experiments
import FileTwins
import Runs
import Testing

struct ImportTests {
  private func text(_ table: ImportedTable) -> String {
    let columns = table.metrics.columns
    let rows = table.metrics.epochs.indices.map { row in
      columns.map { column -> String in
        switch column {
        case "epoch": "\(table.metrics.epochs[row])"
        case "step": "\(table.metrics.steps[row])"
        case "weights_digest": table.metrics.weightsDigests[row]
        default: "\(table.metrics.values(of: column)?[row] ?? .nan)"
        }
      }
      .joined(separator: ",")
    }
    return ([columns.joined(separator: ",")] + rows).joined(separator: "\n")
  }

  @Test(arguments: [
    ("epoch,train_loss\n1,0.5\n2,0.25\n", "epoch,train_loss\n1,0.5\n2,0.25"),
    // Keras counts from 0.
    (
      "epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,2,0.5,1\n1,1,1e-3,1,0.5",
      "epoch,train_accuracy,train_loss,validation_accuracy,validation_loss\n0,0.5,2.0,0.5,1.0\n"
        + "1,1.0,0.001,1.0,0.5"
    ),
    ("step,loss\n100,2\n250,1\n", "epoch,step,train_loss\n1,100,2.0\n2,250,1.0"),
    ("epoch,step,f1\n1,10,0.1\n1,20,0.2\n", "epoch,step,f1\n1,10,0.1\n1,20,0.2"),
    ("\u{FEFF}\"epoch\", \"my loss\"\r\n1.0, 3\r\n\r\n", "epoch,my loss\n1,3.0"),
    ("epoch,loss\r1,3\r", "epoch,train_loss\n1,3.0"),
    ("epoch,note,x\n1,\"a, \"\"b\"\"\n\",3\n2,,4\n", "epoch,x\n1,3.0\n2,4.0"),
    ("epoch,loss,train_loss\n1,1,2\n", "epoch,loss,train_loss\n1,1.0,2.0"),
    (
      "epoch,x,weights_digest\n1,nan,0a\n2,-inf,0b\n", "epoch,x,weights_digest\n1,nan,0a\n2,-inf,0b"
    ),
  ])
  func `tables of other programs become rows of ours`(file: String, expected: String) throws {
    #expect(text(try ImportedTable(parsing: Array(file.utf8))) == expected)
  }

  @Test(arguments: [
    ("", "line 1: no header"),
    (
      "loss\n1\n", "line 1: no column counts epochs or steps, the columns are loss"
    ),
    (
      "epoch,lr\n1,0.1\n",
      "line 1: no column of a metric has a number, the columns are epoch, lr"
    ),
    ("epoch,,x\n1,2,3\n", "line 1: column 2 has no name"),
    ("epoch,x,x\n1,2,3\n", "line 1: two columns 'x'"),
    ("epoch,a\u{1B}\n1,2\n", "line 1: 'a\\u{1B}' is not a column's name"),
    ("epoch,=1+1\n1,2\n", "line 1: '=1+1' is not a column's name"),
    ("epoch,@x\n1,2\n", "line 1: '@x' is not a column's name"),
    ("epoch,x,weights_digest\n1,1,-a\n", "line 2: weights_digest must be a word, not '-a'"),
    ("epoch,x\n", "line 2: no row after the header"),
    ("epoch,x\n1,2\n2\n", "line 3: 1 cell, but 2 columns"),
    ("epoch,x\n1,2\n\"2,3\n", "line 3: a quoted field that never ends"),
    (
      "#\nepoch;x\n1;\"2\"3\n",
      "line 3: text behind a closing quote, expected a semicolon or the line's end"
    ),
    ("epoch|x\n1|2\n", "line 1: no column counts epochs or steps, the columns are epoch|x"),
    ("epoch,x\n1,2\n2,high\n", "line 3: x must be a number, not 'high'"),
    ("epoch,x\nlow,1\n", "line 2: epoch must be a count, not 'low'"),
    ("Epoch,x\n-1,1\n", "line 2: Epoch must be a count, not '-1'"),
    ("epoch,x\n1e300,1\n", "line 2: epoch must be a count, not '1e300'"),
    ("epoch,x\n2,1\n\n1,1\n", "line 4: another training begins at line 4: epoch 1 after epoch 2"),
    ("epoch,x\n1,1\n1,1\n", "line 3: epoch 1 after epoch 1"),
    ("step,x\n5,1\n5,1\n", "line 3: step 5 after step 5"),
    ("step,x\n5,1\n4,1\n", "line 3: another training begins at line 3: step 4 after step 5"),
    ("epoch,step,x\n1,5,1\n2,4,1\n", "line 3: step 4 after step 5"),
    ("epoch,x\n0.5,1\n0.2,1\n", "the fractions of epochs do not ascend"),
    ("epoch,x,weights_digest\n1,1,a b\n", "line 2: weights_digest must be a word, not 'a b'"),
    ("epoch;loss\n0;0,61\n", "line 2: loss: '0,61' has a decimal comma"),
    ("epoch,x\n0,1\nepoch,x\n0,2\n", "line 3: another training begins at line 3: the header again"),
    ("[1]", "entry 1: must be an object"),
    ("{\"a\": [1, 2], \"b\": [1]}", "the lists are not of one length: 'b' has 1 of 2 values"),
    ("{\"epoch\": 1}\n{", "line 2: not JSON, expected a key in double quotes, found the end"),
    (
      "[{\"step\": 2, \"x\": 1}, {\"step\": 1, \"x\": 1}]",
      "entry 2: another training begins at entry 2: step 1 after step 2"
    ),
  ])
  func `a file that is no such log is refused with its place`(file: String, problem: String) {
    let error = #expect(throws: ImportProblem.self) {
      try ImportedTable(parsing: Array(file.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test func `no command is given that cuts lines where a file has none for it`() {
    let error = #expect(throws: ImportProblem.self) {
      try ImportedTable(parsing: Array("epoch,x\r1,2\r0,3\r".utf8))
    }
    #expect(error?.place == .line(3) && error?.advice == [])
  }

  private func imported(_ store: RunStore, name: String = "keras-1") throws -> Run {
    let file = Array("epoch,loss,val_auc\n0,2,0.5\n1,1,0.75\n2,1.5,0.625\n".utf8)
    _ = try store.importRun(
      file, file: "history.csv", name: name, provenance: FakeTraining.provenance)
    return try store.run(name)
  }

  @Test func `an imported run is a finished one with its source`() throws {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    let run = try imported(store)
    #expect(run.state == .finished)
    #expect(run.record.imported?.file == "history.csv")
    #expect(try run.summary()["train_loss"]?.best == BestValue(value: 1, epoch: 1, step: 0))
    #expect(try run.summary()["val_auc"]?.best == BestValue(value: 0.75, epoch: 1, step: 0))
    #expect(try store.list().runs.map(\.id) == ["keras-1"])
    #expect(try store.resolve("imported").run.id == "keras-1")
    #expect(try store.resolve("best:train_loss").run.id == "keras-1")
    #expect(run.record.runKey == (try imported(store, name: "again")).record.runKey)
    let disk = files.disk.after(.everything).contents("w/runs/keras-1")
    #expect(disk.keys.sorted() == [".lock", "metrics.csv", "run.json"])
    #expect(
      disk["metrics.csv"].map { String(decoding: $0, as: UTF8.self) }
        == "epoch,train_loss,val_auc\n0,2.0,0.5\n1,1.0,0.75\n2,1.5,0.625\n")
  }

  @Test(arguments: [ResumePoint.latest, .best, .step(0)])
  func `an imported run cannot be resumed`(point: ResumePoint) throws {
    let files = MemoryFiles()
    let run = try imported(RunStore.memory(files))
    let before = files.disk.contents("w")
    let error = #expect(throws: RunError.self) { try run.resume(from: point) }
    #expect(error?.kind == .usage)
    #expect(
      error?.message
        == "keras-1 was imported from history.csv: bench did not train it and cannot resume it")
    #expect(files.disk.contents("w") == before)
  }

  @Test func `a bad name or file leaves nothing behind`() throws {
    let store = RunStore.memory(MemoryFiles())
    let wrong = #expect(throws: RunError.self) {
      try store.importRun(
        Array("epoch,x\n1,2\n2,?\n".utf8), file: "a.csv", name: "a",
        provenance: FakeTraining.provenance)
    }
    #expect(wrong?.message == "a.csv:3: x must be a number, not '?'")
    #expect(throws: RunError.self) { try imported(store, name: "../a") }
    #expect(try store.ids() == [])
    _ = try imported(store)
    let taken = #expect(throws: RunError.self) { try imported(store) }
    #expect(taken?.message == "--name 'keras-1' is taken: there is a run of that name")
  }

  @Test func `more metrics than run json holds are refused`() throws {
    let store = RunStore.memory(MemoryFiles())
    let names = (0..<20_000).map { "m\($0)" }.joined(separator: ",")
    let values = [String](repeating: "1", count: 20_000).joined(separator: ",")
    let error = #expect(throws: RunError.self) {
      try store.importRun(
        Array("epoch,\(names)\n1,\(values)\n".utf8), file: "x.csv", name: "a",
        provenance: FakeTraining.provenance)
    }
    #expect(error?.message.contains("20000 metrics are too many") == true)
    #expect(try store.ids() == [])
  }
}
