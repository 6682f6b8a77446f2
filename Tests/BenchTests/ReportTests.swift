import Testing

/// The page of runs of which no epoch has ended.
struct ReportTests {
  private static let diverging = [
    "run", "linear-regression", "--quiet", "--epochs", "3", "--set", "optimizer.learning_rate=3",
  ]

  @Test func `a run that diverged in its first epoch shows its steps and no empty table`() {
    let program = BenchProgram()
    let made = program.run(Self.diverging + ["--set", "training.log_every_steps=1"])
    #expect(made.status == 3)
    let page = program.run("report", "linear-regression-001", "-o", "-").output
    #expect(
      page.contains(
        "None before the second epoch. By step: the mean loss of each batch in steps.csv."))
    #expect(page.contains("train_loss by step (logarithmic)"))
    #expect(page.contains("data-x=\"1 2 3 4 5 6 7 8\""))
    #expect(
      page.contains(
        "No epoch ended: diverged at step 9: train_loss is inf. The last row of steps.csv: "
          + "train_loss 2.7e33 at step 8."))
    #expect(!page.contains("<tbody></tbody>"))
  }

  @Test func `without a log of steps a sentence stands in place of the table`() {
    let program = BenchProgram()
    #expect(program.run(Self.diverging).status == 3)
    let page = program.run("report", "linear-regression-001", "-o", "-").output
    #expect(page.contains("<p>No epoch ended: diverged at step 9: train_loss is inf.</p>"))
    #expect(
      page.contains(
        "None before the second epoch. By step: the mean loss of each batch of the last 100 before "
          + "it diverged."))
    #expect(page.contains("train_loss by step (logarithmic)"))
  }

  @Test func `what people noted of a run is a paragraph for each line`() {
    let program = BenchProgram()
    #expect(program.run("run", "xor-mlp", "--quiet", "--epochs", "2").status == 0)
    #expect(program.run("note", "xor-mlp-001", "The first try.\nA <b> is no markup.").status == 0)
    let page = program.run("report", "xor-mlp-001", "-o", "-").output
    #expect(page.contains("<p>The first try.</p><p>A &lt;b&gt; is no markup.</p>"))
  }

  @Test func `beside another run the one without an epoch is named and its steps are drawn`() {
    let program = BenchProgram()
    let log = ["--set", "training.log_every_steps=1"]
    #expect(program.run(Self.diverging + log).status == 3)
    let good = ["run", "linear-regression", "--quiet", "--epochs", "3"]
    #expect(program.run(good + log).status == 0)
    let page = program.run("report", "--where", "seed == 42", "-o", "-").output
    #expect(page.contains("No line for linear-regression-001: one epoch at most. By step: "))
    #expect(page.contains("diverged before an epoch ended: no values"))
    #expect(!page.contains("last is of the epoch before"))
    let steps = page.split(separator: "train_loss by step").last ?? ""
    for id in ["linear-regression-001", "linear-regression-002"] {
      #expect(steps.contains("data-name=\"\(id)\""))
    }
  }

  @Test func `several seeds that diverged are drawn over their steps, a line each`() {
    let program = BenchProgram()
    let seeds = ["--seeds", "1..3", "--set", "training.log_every_steps=1"]
    #expect(program.run(Self.diverging + seeds).status == 3)
    let page = program.run("report", "--where", "state == diverged", "-o", "-").output
    let steps = page.split(separator: "train_loss by step").last ?? ""
    for number in 1...3 { #expect(steps.contains("data-name=\"linear-regression-00\(number)\"")) }
    #expect(steps.contains("data-class=\"c0\""))
  }

  @Test func `a run that was interrupted in its first epoch says so`() {
    let program = BenchProgram()
    let made = program.run(
      "run", "linear-regression", "--quiet", "--epochs", "3", "--set", "training.log_every_steps=4")
    #expect(made.status == 0)
    // As it is after a kill between the eighth step and the first checkpoint.
    let folder = "runs/linear-regression-001/"
    let record = program.file(folder + "run.json")
    let running = record.replacing("\"state\": \"finished\"", with: "\"state\": \"running\"")
    program.write(running, to: folder + "run.json")
    let header = program.file(folder + "metrics.csv").prefix { $0 != "\n" } + "\n"
    program.write(String(header), to: folder + "metrics.csv")
    let rows = program.file(folder + "steps.csv").split(separator: "\n").prefix(3)
    program.write(rows.joined(separator: "\n") + "\n", to: folder + "steps.csv")
    let page = program.run("report", "linear-regression-001", "-o", "-").output
    #expect(
      page.contains(
        "Interrupted before the first epoch ended. The last row of steps.csv: train_loss "))
    #expect(page.contains(" at step 8.") && page.contains("data-x=\"4 8\""))
  }
}
