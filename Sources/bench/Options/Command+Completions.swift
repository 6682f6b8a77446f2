extension Command {
  /// For each shell, what makes a script of the verbs and their options.
  static let completionScripts: [String: @Sendable ([Command]) -> String] = [
    "bash": { commands in
      let cases = commands.map { command in
        "    \(command.verb)) words=\"\(command.optionNames)\" ;;\n"
      }
      return """
        _bench() {
          local words="\(commands.map(\.verb).joined(separator: " "))"
          [ "$COMP_CWORD" -gt 1 ] && case "${COMP_WORDS[1]}" in
        \(cases.joined())    *) words="" ;;
          esac
          COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _bench bench

        """
    },
    "zsh": { commands in
      let cases = commands.map { "    \($0.verb)) compadd -- \($0.optionNames) ;;\n" }
      return """
        #compdef bench
        if (( CURRENT == 2 )); then
          compadd -- \(commands.map(\.verb).joined(separator: " "))
        else
          case "${words[2]}" in
        \(cases.joined())  esac
          _files
        fi

        """
    },
    "fish": { commands in
      commands.map { command in
        let condition = "-c bench -n '__fish_seen_subcommand_from \(command.verb)'"
        let options = command.options.map {
          "complete \(condition) -l \($0.name)\($0.value == nil ? "" : " -r")\n"
        }
        return "complete -c bench -n __fish_use_subcommand -a \(command.verb) "
          + "-d '\(command.summary.filter { $0 != "'" })'\n" + options.joined()
      }.joined()
    },
  ]

  private var optionNames: String {
    (options.map(\.name) + ["help"]).map { "--" + $0 }.joined(separator: " ")
  }
}
