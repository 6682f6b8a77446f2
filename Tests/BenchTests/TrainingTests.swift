import Datasets
import Testing
import bench

/// A training of a second or less: 512 digits, batches of 64.
private let small = [
  "lenet5-sgd", "--quiet", "--set", "dataset.subset.train=[0,512]", "--set",
  "dataset.subset.test=[0,128]", "--set", "training.batch_size=64", "--set",
  "optimizer.learning_rate=0.1",
]

struct TrainingTests {
  @Test func `a training leaves a run that every verb can use`() {
    let program = BenchProgram()
    let run = program.run(["run"] + small + ["--epochs", "2"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output == "lenet5-sgd-001\n")
    #expect(run.messages.isEmpty)
    let folder = "runs/lenet5-sgd-001"
    #expect(program.file("\(folder)/metrics.csv").split(separator: "\n").count == 3)
    #expect(program.file("\(folder)/predictions.csv").split(separator: "\n").count == 129)
    #expect(program.recorded("state", of: "lenet5-sgd-001") == "finished")

    let needed = program.run(["run"] + small + ["--epochs", "2", "--needed"])
    #expect(needed.status == 0)
    #expect(needed.output == "lenet5-sgd-001\n")
    let faster = program.run(
      ["run"] + small.map { $0.replacing("rate=0.1", with: "rate=0.2") }
        + ["--epochs", "2", "--needed"])
    #expect(faster.output == "lenet5-sgd-002\n", "\(faster.messages)")
    #expect(program.runs == ["lenet5-sgd-001", "lenet5-sgd-002"])

    let compared = program.run("compare", "lenet5-sgd-001", "latest")
    #expect(compared.status == 0)
    #expect(compared.output.contains("definition: 1 of 68 values differs\n"))
    #expect(
      compared.output.contains(
        "  optimizer.learning_rate             0.1             0.2        -\n"))
    #expect(compared.output.contains("weights: same at step 0, different from epoch 1 on\n"))
    let shown = program.run("show", "lenet5-sgd-001").output
    #expect(shown.hasPrefix("lenet5-sgd-001  finished  epoch 2 of 2, step 16\n"))
    #expect(shown.contains("\n  checkpoints  step 0, 8, 16 (best train_loss, latest), "))
    let finished = program.run("resume", "lenet5-sgd-001")
    #expect(finished.status == 0)
    #expect(finished.messages.hasPrefix("lenet5-sgd-001 is finished, 2 of 2 epochs\n"))
    #expect(finished.messages.contains(" fork lenet5-sgd-001 --epochs 3\n"))
  }

  @Test func `a training that ends early says so, and logs its steps`() {
    let program = BenchProgram()
    let stopping = #"training.early_stopping={"metric":"train_loss","mode":"max","patience":1}"#
    let words =
      ["run"] + small.filter { $0 != "--quiet" } + [
        "--epochs", "5", "--set", stopping, "--set", "training.log_every_steps=4",
      ]
    let run = program.run(words)
    let end = "ended early: train_loss not better since epoch 1\n"
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.contains(end))
    let shown = program.run("show", "lenet5-sgd-001").output
    #expect(shown.hasPrefix("lenet5-sgd-001  finished  epoch 2 of 5, step 16, \(end)"))
    let resumed = program.run("resume", "lenet5-sgd-001")
    #expect(resumed.status == 0)
    #expect(resumed.messages == "lenet5-sgd-001 is finished, 2 of 5 epochs\n  \(end)")
    let steps = program.file("runs/lenet5-sgd-001/steps.csv").split(separator: "\n")
    #expect(steps.first == "step,learning_rate,train_loss,gradient_norm")
    #expect(steps.dropFirst().map { String($0.prefix { $0 != "," }) } == ["4", "8", "12", "16"])
  }

  @Test func `a fork goes on by another definition and says what it took over`() {
    let program = BenchProgram()
    #expect(program.run(["run"] + small + ["--epochs", "2"]).status == 0)
    let done = program.run("fork", "lenet5-sgd-001")
    #expect(done.status == 2)
    let id = "lenet5-sgd-001"
    #expect(
      done.messages == """
        error: lenet5-sgd-001: step-00000016.safetensors is at the end of epoch 2, and the definition \
        has 2: nothing is left to train
          for more of them: \(program.wording.text(.fork(run: id, epochs: 3)))
          or from an earlier one: \(program.wording.text(.fork(run: id, step: 8)))

        """)
    let wider = program.run(
      "fork", "lenet5-sgd-001", "--epochs", "3", "--set", "architecture.0.out_channels=7")
    #expect(wider.status == 2)
    #expect(
      wider.messages.hasPrefix(
        "error: lenet5-sgd-001: model.0.weight of step-00000016.safetensors is 6x1x5x5, the "
          + "definition needs 7x1x5x5\n"))
    #expect(program.runs == ["lenet5-sgd-001"])
    let fork = program.run(
      "fork", "lenet5-sgd-001", "--epochs", "3", "--set", "training.batch_size=128", "--set",
      #"optimizer={"type":"adam","learning_rate":0.001}"#)
    #expect(fork.status == 0, "\(fork.messages)")
    #expect(fork.output.hasPrefix("lenet5-sgd-002 finished: 3 epochs, 1 of its own, in "))
    let lines = fork.messages.split(separator: "\n").map(String.init)
    #expect(lines[1] == "checkpoint   lenet5-sgd-001, step 16, epoch 2: every check passed")
    #expect(lines[2].hasPrefix("definition   optimizer."))
    #expect(lines[3] == "optimizer    exp_avg, exp_avg_sq from 0")
    #expect(
      lines[4] == "steps        counted anew: 4 an epoch, so that epoch 2 ends at step 8")
    #expect(lines[5] == "metrics.csv  2 rows of lenet5-sgd-001")
    #expect(lines[6] == "going on at step 8 of 12")
    let shown = program.run("show", "latest").output
    #expect(shown.contains("\n  parent       lenet5-sgd-001 at step 16 (epoch 2), checkpoint "))
    #expect(program.run("resume", "latest").status == 0)
    #expect(program.run("compare", "lenet5-sgd-001", "latest").status == 0)
  }

  @Test func `someone else's metrics can be compared, not resumed`() {
    let program = BenchProgram()
    #expect(program.run(["run"] + small + ["--epochs", "2"]).status == 0)
    program.write("epoch,loss,val_accuracy\n0,2.5,0.25\n1,1.5,0.5\n", to: "history.csv")
    let imported = program.run("import", "history.csv", "--name", "keras-1")
    #expect(imported.status == 0, "\(imported.messages)")
    #expect(
      imported.output == "keras-1 imported: 2 rows of train_loss, validation_accuracy\n")
    #expect(
      imported.messages == """
        note: column loss is read as train_loss
        note: column val_accuracy is read as validation_accuracy

        """)
    #expect(program.recorded("state", of: "keras-1") == "finished")
    #expect(program.runs == ["keras-1", "lenet5-sgd-001"])
    let compared = program.run("compare", "lenet5-sgd-001", "keras-1")
    #expect(compared.status == 0)
    #expect(compared.output.contains("definition: not known of keras-1\n"))
    #expect(compared.output.contains("\n  train_loss last "))
    let shown = program.run("show", "keras-1").output
    #expect(
      shown.hasPrefix("keras-1  finished  epoch 1, step 0\n  imported     from history.csv, "))
    let resumed = program.run("resume", "keras-1")
    #expect(resumed.status == 2)
    #expect(
      resumed.messages.hasPrefix(
        "error: keras-1 was imported from history.csv: bench did not train it and cannot resume it"
      ))
    for words in [
      ["import", "history.csv", "--name", "latest"],
      ["fork", "lenet5-sgd-001", "--epochs", "3", "--quiet", "--name", "latest"],
    ] {
      let refused = program.run(words)
      #expect(refused.status == 2)
      let sentence = "error: --name 'latest' means the newest run and cannot be the name of one\n"
      #expect(refused.messages.contains(sentence + "  take another name: --name ID\n"))
    }
    let wrong = program.run("import", "history.csv")
    #expect(wrong.status == 2)
    #expect(wrong.messages.hasPrefix("error: bench import: --name ID is missing\n"))
    program.write("epoch,loss\n1,0.5\n2,x\n", to: "history.csv")
    let bad = program.run("import", "history.csv", "--name", "keras-2")
    #expect(bad.status == 2)
    #expect(
      bad.messages.hasPrefix("error: history.csv:3: train_loss must be a number, not 'x'\n"))
    #expect(program.runs == ["keras-1", "lenet5-sgd-001"])
  }

  @Test func `the same definition is the same bits on every instruction set and thread count`() {
    let program = BenchProgram()
    let words = ["run"] + small + ["--epochs", "1", "--name"]
    #expect(program.run(words + ["a"]).status == 0)
    let other = program.run(
      words + ["b", "--threads", "3"], environment: ["BENCH_ISA=baseline"])
    #expect(other.status == 0)
    let compared = program.run("compare", "a", "b")
    #expect(compared.status == 0)
    #expect(
      compared.output.hasPrefix("identical: same weights, metrics and predictions (weights "))
    #expect(program.recorded("isa", of: "b") == "baseline")
  }

  @Test func `seeds make a run each and a table of them`() {
    let program = BenchProgram()
    let words = small.filter { $0 != "--quiet" } + ["--epochs", "1", "--seeds", "1..2"]
    let outcome = program.run(["run"] + words)
    #expect(outcome.status == 0)
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == 6)
    #expect(lines[5].hasPrefix("test_accuracy 0.") && lines[5].hasSuffix("(t, 2 seeds)"))
    let columns = "train_loss  test_accuracy  best test_accuracy  at epoch  seconds"
    #expect(lines[0] == "run             seed  \(columns)")
    #expect(lines[1].hasPrefix("lenet5-sgd-001     1      2."))
    #expect(lines[3].hasPrefix("mean "))
    #expect(
      outcome.messages.hasPrefix(
        "run=lenet5-sgd-001 experiment=lenet5-sgd parameters=61706 epochs=1 seed=1 threads="))
    #expect(outcome.messages.contains("\nrun=lenet5-sgd-001 epoch=1 step=8 train_loss=2."))
    #expect(outcome.messages.contains("\nrun=lenet5-sgd-002 state=finished step=8 "))
    #expect(!outcome.messages.contains("\u{1B}"))
    #expect(!outcome.messages.contains("\r"))
  }

  @Test func `a diverged training says where and leaves with 3`() {
    let program = BenchProgram()
    let words =
      ["mlp-sgd"] + small.dropFirst().map { $0.replacing("rate=0.1", with: "rate=1e30") }
    let outcome = program.run(["run"] + words + ["--epochs", "1"])
    #expect(outcome.status == 3)
    #expect(outcome.messages.hasPrefix("error: mlp-sgd-001 diverged at step "))
    #expect(outcome.messages.contains("--set optimizer.learning_rate=1e+29"))
    #expect(program.recorded("state", of: "mlp-sgd-001") == "diverged")
    #expect(outcome.output.isEmpty)
  }
}
