import Datasets

extension Command {
  static let completions = Command(
    verb: "completions", operands: "bash|zsh|fish", operandCount: 1...1,
    summary: "completion of verbs and options for a shell",
    example: "bench completions bash > ~/.local/share/bash-completion/completions/bench"
  ) { arguments, terminal in
    let shell = arguments.operands[0]
    guard let script = Command.completionScripts[shell] else {
      throw UsageError(
        problem: "bench completions: no completions for '\(shell)'",
        advice: ["there are: bash, zsh, fish"])
    }
    terminal.output.write(script(all))
    return .done
  }
}
