import JSON
import Testing
import bench

/// Errors for programs.
struct JSONErrorTests {
  private let program = BenchProgram()

  /// The object under `error` on the last line of standard error.
  private func error(_ words: String...) throws -> (status: Int32, error: [String: JSONValue]) {
    let done = program.run(words)
    #expect(done.output.isEmpty)
    let line = try #require(done.messages.split(separator: "\n").last)
    let value = try JSONValue(parsing: String(line))
    return (done.status, try #require(value["error"]?.object))
  }

  @Test func `an error has its message, its exit code and advice that can be pasted`() throws {
    let (status, error) = try error("run", "lenet5-sdg", "--format", "json")
    #expect(status == 2)
    #expect(error["exit_code"] == 2)
    #expect(error["message"]?.string?.hasPrefix("no experiment 'lenet5-sdg'") == true)
    #expect(error["advice"]?[0]?.string?.hasPrefix("did you mean lenet5-sgd?") == true)
  }

  @Test func `a definition's mistakes are listed with their places`() throws {
    program.write(#"{"extends": "mlp-sgd", "sed": 1, "training": {"epochs": 0}}"#, to: "x.json")
    let (status, error) = try error("run", "./x.json", "--format=json")
    #expect(status == 2)
    let mistakes = try #require(error["mistakes"]?.array)
    #expect(mistakes.map { $0["path"] } == ["sed", "training.epochs"])
    #expect(mistakes.map { $0["line"] } == [1, 1])
  }

  @Test(arguments: [
    (["show", "nothing", "--format", "json"], 2), (["nonsense", "--format", "json"], 2),
    (["runs", "--format", "json", "--nonsense"], 2), (["rm", "x", "--format", "json"], 2),
    (["data", "path", "cifar10", "--format", "json"], 5),
  ])
  func `every exit code is in the error too`(words: [String], code: Int) throws {
    let done = program.run(words, environment: ["BENCH_DATA=/nonexistent"])
    #expect(done.status == code)
    let line = try #require(done.messages.split(separator: "\n").last)
    #expect(try JSONValue(parsing: String(line))["error"]?["exit_code"] == .integer(code))
  }

  @Test func `each verb's option of a format takes json`() {
    let without = Command.all.filter { command in
      !command.options.contains { $0.declaration.name == "format" }
    }
    #expect(without.map(\.verb) == ["completions"])
  }
}
