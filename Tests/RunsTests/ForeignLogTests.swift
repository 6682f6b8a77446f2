import Datasets
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

struct ForeignLogTests {
  private func text(_ file: String) throws -> (rows: String, notes: [String]) {
    let table = try ImportedTable(parsing: Array(file.utf8))
    let store = RunStore.memory(MemoryFiles())
    _ = try store.importRun(
      Array(file.utf8), file: "x", name: "x", provenance: FakeTraining.provenance)
    let columns = table.metrics.columns
    let rows = table.metrics.epochs.indices.map { row in
      columns.map { column in
        switch column {
        case "epoch": "\(table.metrics.epochs[row])"
        case "step": "\(table.metrics.steps[row])"
        default: "\(table.metrics.values(of: column)?[row] ?? .nan)"
        }
      }.joined(separator: ",")
    }
    return (([columns.joined(separator: ",")] + rows).joined(separator: "\n"), table.notes)
  }

  @Test(arguments: [
    (
      "epoch,step,train_loss_epoch,train_loss_step,val_loss\n0,3,,0.91,\n0,7,,,0.70\n0,7,0.89,,\n",
      "epoch,step,train_loss_epoch,train_loss_step,validation_loss\n0,7,0.89,0.91,0.7",
      ["3 rows become 1, one for each epoch, with the last value of each column"]
    ),
    (
      "epoch,lr,step,loss\n,0.1,3,\n0,,7,0.9\n,0.2,9,\n1,,15,0.8\n,0.3,19,\n",
      "epoch,step,learning_rate,train_loss\n0,7,0.1,0.9\n1,19,0.3,0.8",
      ["5 rows become 2, one for each epoch, with the last value of each column"]
    ),
    (
      "loss,learning_rate,epoch,step,eval_loss\n1.21,4e-05,0.5,50,\n,,1.0,100,0.93\n",
      "epoch,step,train_loss,learning_rate,validation_loss\n1,50,1.21,4e-05,nan\n2,100,nan,nan,0.93",
      [
        "epoch has fractions and is left out: rows are counted instead",
        "not every row has a value of train_loss and 2 more: nan there",
      ]
    ),
    (
      "epoch,loss,val_loss\n0,0.7,NA\n1,0.6,0.65\n",
      "epoch,train_loss,validation_loss\n0,0.7,nan\n1,0.6,0.65",
      ["not every row has a value of validation_loss: nan there"]
    ),
    (
      "epoch,a,b,c,d\n0,N/A,null,None,\n1,1,2,3,4\n",
      "epoch,a,b,c,d\n0,nan,nan,nan,nan\n1,1.0,2.0,3.0,4.0",
      ["not every row has a value of a and 3 more: nan there"]
    ),
    (
      "epoch,train_loss,time,model,empty\n0,1.21,00:07,resnet,\n1,1.2,1:01:07,resnet,\n",
      "epoch,train_loss,time\n0,1.21,7.0\n1,1.2,3667.0",
      [
        "column model is left out: no row has a number there",
        "column empty is left out: no row has a value there", "column time is read as seconds",
      ]
    ),
    (
      "Wall time,Step,Value\n1700000000.1,0,0.9\n", "epoch,step,Value\n1,0,0.9",
      [
        "column Wall time is left out: it is the time of day",
        "there is no column epoch: rows are counted instead",
      ]
    ),
    (
      "Iteration,loss\n1,0.5\n", "epoch,step,train_loss\n1,1,0.5",
      ["there is no column epoch: rows are counted instead"]
    ),
    (
      "epoch;loss\n0;0.61\n", "epoch,train_loss\n0,0.61", ["cells are separated by semicolons"]
    ),
    (
      "sep=;\r\nepoch;loss\r\n0;0.61\r\n", "epoch,train_loss\n0,0.61",
      ["cells are separated by semicolons"]
    ),
    ("epoch\tloss\n0\t0.61\n", "epoch,train_loss\n0,0.61", ["cells are separated by tabs"]),
    ("# made by x\nepoch,loss\n0,0.9\n", "epoch,train_loss\n0,0.9", ["1 line of comment left out"]),
    (
      ",loss\n0,0.9\n1,0.8\n", "epoch,train_loss\n0,0.9\n1,0.8",
      ["the first column has no name: it is read as epoch"]
    ),
    (
      ",epoch,loss\n0,1,0.9\n", "epoch,train_loss\n1,0.9",
      ["the first column has no name and is left out"]
    ),
    (
      "{\"epoch\": 1, \"loss\": NaN, \"model\": \"NaN\"}\n\n{\"epoch\": 2, \"loss\": 0.5}\n",
      "epoch,train_loss,model\n1,nan,nan\n2,0.5,nan",
      ["not every row has a value of model: nan there"]
    ),
    (
      "{\"loss\": [2, 1], \"val_loss\": [4, -Infinity]}",
      "epoch,train_loss,validation_loss\n1,2.0,4.0\n2,1.0,-inf",
      ["no list counts epochs or steps: values are counted in its place"]
    ),
    (
      "[{\"step\": 1, \"x\": 1}, {\"step\": 1, \"y\": 2}, {\"step\": 2, \"x\": 3}]",
      "epoch,step,x,y\n1,1,1.0,2.0\n2,2,3.0,nan",
      [
        "3 rows become 2, one for each step, with the last value of each column",
        "there is no column epoch: rows are counted instead",
        "not every row has a value of y: nan there",
      ]
    ),
  ])
  func `what common programs write is read, and what is decided is said`(
    file: String, rows: String, notes: [String]
  ) throws {
    let found = try text(file)
    #expect(found.rows == rows)
    #expect(found.notes == notes)
  }

  @Test(arguments: [
    (
      "# x\nepoch,loss\n0,0.9\n1,0.8\n0,0.7\n",
      ["sed '5,$d' 'my log.csv'", "sed '3,4d' 'my log.csv'"]
    ),
    (
      "epoch,loss\n0,0.9\nepoch,loss\n0,0.7\n",
      ["sed '3,$d' 'my log.csv'", "sed '1,2d' 'my log.csv'"]
    ),
    (
      "{\"epoch\": 1, \"x\": 1}\n{\"epoch\": 0, \"x\": 2}\n",
      ["sed '2,$d' 'my log.csv'", "sed '1,1d' 'my log.csv'"]
    ),
  ])
  func `of two trainings in one file each can be taken by a command`(
    file: String, cuts: [String]
  ) throws {
    let error = #expect(throws: RunError.self) {
      try RunStore.memory(MemoryFiles()).importRun(
        Array(file.utf8), file: "my log.csv", name: "a", provenance: FakeTraining.provenance)
    }
    let ends: [Remedy] = [
      "the first alone: \(cuts[0]) | \(command: .importFile("-"))",
      "the rest alone: \(cuts[1]) | \(command: .importFile("-"))",
    ]
    #expect(error?.kind == .usage && error?.advice == ends)
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}", "it is a zip archive, not a log"),
    ("<!DOCTYPE html>\n<html></html>\n", "it is a web page (HTML), not a log"),
  ])
  func `what is no log is named for what it is`(file: String, problem: String) {
    let error = #expect(throws: ImportProblem.self) {
      try ImportedTable(parsing: Array(file.utf8))
    }
    #expect(error?.description == problem)
  }

  @Test func `text in UTF-16 is read`() throws {
    for isBigEndian in [false, true] {
      let bytes = "\u{FEFF}epoch\tloss\r\n0\t0.9\r\n".utf16.flatMap { unit in
        let halves = [UInt8(unit >> 8), UInt8(unit & 0xFF)]
        return isBigEndian ? halves : halves.reversed()
      }
      let table = try ImportedTable(parsing: bytes)
      #expect(table.metrics.values(of: "train_loss") == [0.9])
    }
  }

  @Test func `a gzip file is read`() throws {
    // printf 'epoch,loss\n0,0.9\n' | gzip -n
    let bytes: [UInt8] = [
      0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0x2D, 0xC8, 0x4F, 0xCE,
      0xD0, 0xC9, 0xC9, 0x2F, 0x2E, 0xE6, 0x32, 0xD0, 0x31, 0xD0, 0xB3, 0xE4, 0x02, 0x00, 0x88,
      0x15, 0x42, 0x27, 0x11, 0x00, 0x00, 0x00,
    ]
    #expect(try ImportedTable(parsing: bytes).metrics.values(of: "train_loss") == [0.9])
    let error = #expect(throws: ImportProblem.self) {
      try ImportedTable(parsing: Array(bytes.dropLast(9)))
    }
    #expect(error?.place == .file)
  }

  private func sample(_ name: String) throws -> ImportedTable {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let data = try Data(contentsOf: folder.appendingPathComponent("logs/\(name)"))
    return try ImportedTable(parsing: Array(data))
  }

  @Test(arguments: [
    ("lightning.csv", "validation_loss", 3, 0.006062110420316458, 2),
    ("lightning.csv", "train_loss_epoch", 3, 0.023230740800499916, 2),
    ("lightning.csv", "test_loss", 3, 0.006062110420316458, 2),
    ("keras.csv", "train_loss", 4, 0.7148568034172058, 3),
    ("keras.csv", "validation_loss", 4, 0.727817714214325, 3),
    ("trainer_state.json", "train_loss", 6, 4.026487350463867, 1),
    ("trainer_state.json", "validation_loss", 6, 4.447425842285156, 6),
    ("fastai.csv", "validation_loss", 3, 0.65877, 2),
    ("fastai.csv", "accuracy", 3, 0.7701, 2),
    ("ultralytics.csv", "metrics/mAP50(B)", 3, 0.68544, 2),
    ("ultralytics.csv", "val/box_loss", 3, 1.0111, 2),
  ])
  func `logs that programs wrote are read`(
    name: String, metric: String, rows: Int, last: Double, bestEpoch: Int
  ) throws {
    let table = try sample(name).metrics
    let summary = try #require(table.summary(of: metric))
    #expect(table.count == rows)
    #expect(summary.last == last)
    #expect(summary.best?.epoch == bestEpoch)
  }

  @Test func `a scalar downloaded from TensorBoard has steps and no direction`() throws {
    let table = try sample("tensorboard.csv")
    #expect(table.metrics.steps == [0, 10, 20, 30])
    #expect(table.metrics.values(of: "Value")?.last == 0.550000011920929)
    #expect(table.metricsOfUnknownDirection == ["Value"])
  }

  @Test func `rows that Lightning writes without an epoch go by their step`() throws {
    let table = try sample("lightning.csv").metrics
    #expect(table.epochs == [0, 1, 2] && table.steps == [7, 15, 23])
    #expect(table.values(of: "lr-SGD") == [0.05, 0.05, 0.05])
  }

  @Test func `what is stated of a metric is kept in run json`() throws {
    let store = RunStore.memory(MemoryFiles())
    let file = Array("epoch,val_dice,cost,x\n1,0.5,0.5,1\n2,0.7,0.7,2\n".utf8)
    _ = try store.importRun(
      file, file: "x.csv", name: "a",
      statements: [
        MetricStatement(name: "val_dice", direction: .higher),
        MetricStatement(name: "cost", direction: .lower),
      ], provenance: FakeTraining.provenance)
    let run = try store.run("a")
    #expect(run.record.json["metric_directions"] == ["val_dice": "higher", "cost": "lower"])
    #expect(try run.summary()["val_dice"]?.best?.value == 0.7)
    #expect(try run.summary()["cost"]?.best?.value == 0.5)
    #expect(try run.summary()["x"]?.best == nil)
    #expect(try run.metrics().direction(of: "cost") == .lower)
    #expect(try store.resolve("best:cost").run.id == "a")
    for metric in ["best:x", "best:y"] {
      let error = #expect(throws: RunError.self) { try store.resolve(metric) }
      #expect(error?.kind == .usage)
    }
  }

  @Test(arguments: [
    (MetricStatement(name: "f1", direction: .lower), "--metric: 'f1': higher values are better"),
    (MetricStatement(name: "f2", direction: .lower), "no column of a metric is called 'f2'"),
  ])
  func `a wrong statement is refused and nothing is imported`(
    statement: MetricStatement, problem: String
  ) throws {
    let store = RunStore.memory(MemoryFiles())
    let error = #expect(throws: RunError.self) {
      try store.importRun(
        Array("epoch,f1\n1,0.5\n".utf8), file: "x.csv", name: "a", statements: [statement],
        provenance: FakeTraining.provenance)
    }
    #expect(error?.kind == .usage && error?.message.contains(problem) == true)
    #expect(try store.ids() == [])
  }

  @Test func `the best of a run that 0_1 imported is not what it guessed`() throws {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    _ = try store.importRun(
      Array("epoch,val_dice,val_f1_macro\n1,0.1,0.1\n2,0.8,0.8\n".utf8), file: "x.csv", name: "a",
      provenance: FakeTraining.provenance)
    let run = try store.run("a")
    var record = run.record
    record.metricDirections = nil
    let guess = BestValue(value: 0.1, epoch: 1, step: 0)
    for index in record.summary.metrics.indices { record.summary.metrics[index].best = guess }
    try run.folder.publish(Array(record.text.utf8), as: "run.json")
    let summary = try store.run("a").summary()
    #expect(summary["val_dice"]?.best == nil)
    #expect(summary["val_f1_macro"]?.best == BestValue(value: 0.8, epoch: 2, step: 0))
  }
}
