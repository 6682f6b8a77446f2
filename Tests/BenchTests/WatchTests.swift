import Testing

struct WatchTests {
  @Test func `nothing running is said on standard error`() {
    let program = BenchProgram()
    let outcome = program.run("watch")
    #expect(outcome.status == 0)
    #expect(outcome.output == "")
    #expect(outcome.messages.hasPrefix("no run is running\n  all runs: "))
  }

  @Test func `a run that has ended is told with its state`() {
    let program = BenchProgram()
    #expect(program.run("run", "xor-mlp", "--epochs", "2", "--quiet").status == 0)
    let outcome = program.run("watch", "xor-mlp-001")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("run=xor-mlp-001 state=finished step=8 seconds="))
    #expect(outcome.messages == "")
  }
}
