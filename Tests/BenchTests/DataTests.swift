import Files
import Testing

/// Data files in definitions, as a user meets them.
struct DataTests {
  private let program = BenchProgram()

  init() {
    write(60, to: "d.csv")
    write(50, to: "t.csv")
    define("two", #""files": { "train": "d.csv", "test": "t.csv" }"#)
    let halves = #""subset": { "train": [0, 40], "test": [40, 60] }"#
    define("one", #""files": { "train": "d.csv" }, \#(halves)"#)
  }

  private func write(_ rows: Int, to name: String, labels: [String] = ["0", "1"]) {
    let lines = (0..<rows).map { "\($0 % 7),\($0 % 5),\(labels[$0 % labels.count])\n" }
    program.write("a,b,y\n" + lines.joined(), to: name)
  }

  private func define(_ name: String, _ dataset: String, classes: String = "2") {
    program.write(
      """
      { "dataset": { "name": "csv", "classes": \(classes), \(dataset) },
        "architecture": [{ "type": "linear", "out_features": 2 }],
        "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.05 },
        "training": { "epochs": 3, "batch_size": 8 } }
      """, to: "experiments/\(name).json")
  }

  private func run(_ words: String...) -> String {
    let outcome = program.run(["run", "--quiet"] + words)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return outcome.output.split(separator: "\n").first.map(String.init) ?? ""
  }

  private func train(of run: String) -> String {
    let definition = program.file("runs/\(run)/definition.json")
    let range = definition.split(separator: "\"train\":[").last?.prefix { $0 != "]" }
    return range.map(String.init) ?? ""
  }

  // MARK: Ranges that resolving filled in

  @Test(arguments: [true, false])
  func `a range that nobody gave is all of another file`(isOld: Bool) {
    let run = run("two")
    if isOld { forgetData(of: run) }
    for count in [80, 20] {
      write(count, to: "other.csv")
      let other = "dataset.files.test=\"other.csv\""
      let evaluated = program.run("evaluate", run, "--set", other)
      #expect(
        evaluated.output.contains("test part of csv, \(count) examples"), "\(evaluated.messages)")
    }
    write(120, to: "d2.csv")
    let fork = program.run(
      "fork", run, "--quiet", "--epochs", "4", "--set", "dataset.files.train=\"d2.csv\"")
    #expect(fork.status == 0, "\(fork.messages)")
    #expect(train(of: "two-002") == "0,120")
    program.write(
      #"{ "extends": "two", "dataset": { "files": { "train": "d2.csv" } } }"#,
      to: "experiments/more.json")
    #expect(train(of: self.run("more")) == "0,120")
  }

  @Test func `a range that was given stays`() {
    let given = "dataset.subset.test=[0,50]"
    let run = run("two", "--set", given)
    write(80, to: "t80.csv")
    let other = "dataset.files.test=\"t80.csv\""
    let words = ["evaluate", run, "--set", other]
    #expect(program.run(words).output.contains("test part of csv, 50 examples"))
    let whole = program.run(words + ["--set", "dataset.subset.test=null"])
    #expect(whole.output.contains("test part of csv, 80 examples"), "\(whole.messages)")
  }

  @Test func `the same data give a fork the same definition`() {
    let run = run("two")
    #expect(program.run("fork", run, "--quiet", "--epochs", "4").status == 0)
    let definitions = ["two-001", "two-002"].map { program.file("runs/\($0)/definition.json") }
    #expect(definitions[1] == definitions[0].replacing("\"epochs\":3", with: "\"epochs\":4"))
  }

  /// Makes run.json as bench 0.1.0 wrote it.
  private func forgetData(of run: String) {
    let file = "runs/\(run)/run.json"
    var lines = program.file(file).split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("  \"data\": {") }),
      let end = lines[start...].firstIndex(where: { $0 == "  }," || $0.hasSuffix("},") })
    else {
      Issue.record("run.json has no data")
      return
    }
    lines.removeSubrange(start...end)
    program.write(lines.joined(separator: "\n"), to: file)
    #expect(program.run("show", run).status == 0)
  }

  // MARK: Paths

  @Test func `paths count from the workspace, wherever experiments leads`() {
    mkdir(program.folder + "/V", 0o777)
    mkdir(program.folder + "/V/runs", 0o777)
    mkdir(program.folder + "/X", 0o777)
    mkdir(program.folder + "/X/experiments", 0o777)
    symlink("../X/experiments", program.folder + "/V/experiments")
    program.write(program.file("experiments/two.json"), to: "X/experiments/two.json")
    for (folder, rows) in [("X", 60), ("V", 30)] {
      write(rows, to: folder + "/d.csv")
      write(50, to: folder + "/t.csv")
    }
    let place = ["--workspace", program.folder + "/V"]
    #expect(program.run(["run", "two", "--name", "v"] + place).status == 0)
    #expect(program.file("V/runs/v/definition.json").contains("\"train\":[0,30]"))
    for words in [
      ["verify", "v"], ["resume", "v", "--from", "step-0"], ["evaluate", "v"],
      ["fork", "v", "--epochs", "4"], ["validate"], ["validate", "V/experiments/two.json"],
    ] {
      let outcome = program.run(words + place)
      #expect(outcome.status == 0, "\(words): \(outcome.messages)")
    }
  }

  // MARK: What a run would refuse

  @Test func `what a run refuses of its data is neither valid nor would it run`() {
    program.write(
      program.file("d.csv").replacing("6,1,0\n", with: "6,1,zzz\n"), to: "z.csv")
    let message = "z.csv: line 8: column 2 (y): 'zzz' is not a class, expected 0 to 1"
    program.write(
      #"{ "extends": "one", "dataset": { "files": { "train": "z.csv" } } }"#,
      to: "experiments/zed.json")
    for words in [
      ["run", "zed"], ["run", "zed", "--dry-run"], ["run", "zed", "--seeds", "1..2", "--dry-run"],
      ["validate", "experiments/zed.json"], ["validate", "zed"],
    ] {
      let outcome = program.run(words)
      #expect(outcome.status == 5 && outcome.output.isEmpty, "\(words): \(outcome.output)")
      #expect(outcome.messages.contains(message), "\(outcome.messages)")
    }
    let all = program.run("validate")
    #expect(all.status == 5 && all.messages.contains("definitions cannot be run"))
  }

  @Test func `labels that images do not have are found before a run`() {
    let header: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1]
    program.write(bytes: header + [1, 2], to: "images")
    program.write(bytes: [0, 0, 8, 1, 0, 0, 0, 2, 0, 7], to: "labels")
    let files = ["train", "test"].flatMap { part in
      ["images", "labels"].map { "\"\(part)_\($0)\": \"\($0)\"" }
    }
    program.write(
      """
      { "dataset": { "name": "idx", "classes": 2, "files": { \(files.joined(separator: ", ")) } },
        "architecture": [{ "type": "flatten" }, { "type": "linear", "out_features": 2 }],
        "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.05 },
        "training": { "epochs": 3, "batch_size": 8 } }
      """, to: "experiments/images.json")
    for words in [["run", "images"], ["run", "images", "--dry-run"], ["validate", "images"]] {
      let outcome = program.run(words)
      #expect(outcome.status == 5, "\(words)")
      #expect(outcome.messages.contains("labels: label 7 at example 1, expected 0 to 1"))
    }
  }

  @Test func `a name that is taken is refused by a dry run too`() {
    #expect(run("one", "--name", "mine") == "mine")
    for words in [["run", "one", "--name", "mine"], ["run", "one", "--name", "MINE"]] {
      let refused = program.run(words)
      let rehearsed = program.run(words + ["--dry-run"])
      #expect(refused.status == 2 && rehearsed.status == 2)
      #expect(rehearsed.messages == refused.messages && rehearsed.output.isEmpty)
    }
  }

  // MARK: Data that are gone

  @Test func `what needs only the definition does without the data`() {
    let runs = [run("one"), run("one", "--seed", "2")]
    program.remove("d.csv")
    for words in [
      ["show", runs[0]], ["compare"] + runs, ["verify", "--quick", runs[0]],
      ["resume", runs[0]], ["gc", "--dry-run"], ["report"] + runs,
    ] {
      let outcome = program.run(words)
      #expect(outcome.status == 0, "\(words): \(outcome.messages)")
    }
    let shown = program.run("show", runs[0]).output
    #expect(shown.contains("epoch 3 of 3") && shown.contains("as in experiments/one.json today"))
    #expect(program.run(["compare"] + runs).output.contains("parameters"))
    for words in [
      ["verify", runs[0]], ["resume", runs[0], "--from", "step-0"], ["evaluate", runs[0]],
    ] {
      let outcome = program.run(words)
      #expect(outcome.status == 5 && outcome.messages.contains("d.csv: No such file"), "\(words)")
    }
  }

  @Test func `other data are told from a mistake in the definition`() {
    let run = run("two")
    write(30, to: "d.csv")
    for words in [["verify", run], ["resume", run, "--from", "step-0"]] {
      let outcome = program.run(words)
      #expect(outcome.status == 5, "\(words)")
      #expect(outcome.messages.contains("the data are not those \(run) was trained on"))
    }
  }

  // MARK: Names of classes

  @Test func `classes that have names are called by them`() {
    let names = ["Iris-setosa", "Iris-virginica"]
    write(60, to: "iris.csv", labels: names)
    define(
      "iris", #""files": { "train": "iris.csv", "test": "iris.csv" }"#,
      classes: "[\"\(names[0])\", \"\(names[1])\"]")
    let run = run("iris")
    let evaluated = program.run("evaluate", run)
    #expect(evaluated.output.contains("\n0 Iris-setosa  "), "\(evaluated.output)")
    #expect(evaluated.output.contains("\n1 Iris-virginica  "))
    let json = program.run("evaluate", run, "--format", "json").output
    #expect(json.contains(#""classes": ["Iris-setosa", "Iris-virginica"]"#), "\(json)")
    let csv = program.run("evaluate", run, "--format", "csv").output
    #expect(csv.contains("class_name,0,,Iris-setosa\nclass_name,1,,Iris-virginica\n"))
    #expect(csv.contains("\nprecision,0,,"))
    let shown = program.run("show", run).output
    #expect(shown.contains("classes      0 Iris-setosa, 1 Iris-virginica\n"), "\(shown)")
    #expect(program.run("report", run, "-o", "-").output.contains("1 Iris-virginica"))
    // Other programs read this file by its numbers.
    let predictions = program.file("runs/\(run)/predictions.csv")
    #expect(predictions.hasPrefix("index,label,prediction,probability\n0,0,"))
  }
}
