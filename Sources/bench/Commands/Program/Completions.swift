import Datasets

extension Command {
  static let completions = Command(
    verb: "completions", operands: "bash|zsh|fish", operandCount: 1...1,
    summary: "completion of verbs, options and their values for a shell",
    notes: [
      "bash  ~/.local/share/bash-completion/completions/bench",
      "zsh   _bench in a folder of $fpath",
      "fish  ~/.config/fish/completions/bench.fish",
      "The script asks bench itself what there is: experiments, runs, paths of --set, fields.",
    ],
    example: "bench completions bash > ~/.local/share/bash-completion/completions/bench"
  ) { arguments, terminal in
    let shell = arguments.operands[0]
    guard let script = CompletionScripts.byShell[shell] else {
      throw UsageError(
        problem: "bench completions: no completions for '\(shell)'",
        advice: ["there are: bash, zsh, fish"])
    }
    terminal.output.write(script)
    return .done
  }
}
