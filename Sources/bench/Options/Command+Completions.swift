extension Command {
  /// For each shell, the function that returns its script: the verbs, their options and the values
  /// of these.
  static let completionScripts: [String: @Sendable ([Command]) -> String] = [
    "bash": { commands in
      """
      _bench() {
        local words="\(commands.map(\.verb).joined(separator: " "))"
        local before="${COMP_WORDS[COMP_CWORD-1]}"
        [ "$before" = = ] && before="${COMP_WORDS[COMP_CWORD-2]}"
        [ "$COMP_CWORD" -gt 1 ] && case "${COMP_WORDS[1]} $before" in
      \(cases(of: commands) { "words=\"\($0)\"" })    *) words="" ;;
        esac
        COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]#=}"))
      }
      complete -o default -F _bench bench

      """
    },
    "zsh": { commands in
      """
      #compdef bench
      if (( CURRENT == 2 )); then
        compadd -- \(commands.map(\.verb).joined(separator: " "))
      else
        case "${words[2]} ${words[CURRENT-1]}" in
      \(cases(of: commands) { "compadd -- \($0)" })  esac
        _files
      fi

      """
    },
    "fish": { commands in
      commands.map { command in
        let condition = "-c bench -n '__fish_seen_subcommand_from \(command.verb)'"
        let options = command.options.map {
          "complete \(condition) \($0.declaration.fishWords)\n"
        }
        return "complete -c bench -n __fish_use_subcommand -a \(command.verb) "
          + "-d '\(command.summary.filter { $0 != "'" })'\n" + options.joined()
      }.joined()
    },
  ]

  /// The branches of a shell's `case` over the verb and the word before the one to complete: the
  /// values of an option, else the options of the verb.
  private static func cases(
    of commands: [Command], offering offer: (_ words: String) -> String
  ) -> String {
    commands.map { command in
      let options = command.options.map(\.declaration)
      let values = options.filter { $0.placeholder != nil }.map { option in
        let names = option.words.map { "\"\(command.verb) \($0)\"" }.joined(separator: "|")
        return "    \(names)) \(offer(option.completion.words)) ;;\n"
      }
      let names = (options.map(\.name) + ["help"]).map { "--" + $0 }.joined(separator: " ")
      return values.joined() + "    \"\(command.verb) \"*) \(offer(names)) ;;\n"
    }.joined()
  }
}

extension OptionDeclaration {
  /// What names the option, the dashes included.
  fileprivate var words: [String] { ["--" + name] + (letter.map { ["-\($0)"] } ?? []) }

  fileprivate var fishWords: String {
    let names = (letter.map { "-s \($0) " } ?? "") + "-l \(name)"
    guard placeholder != nil else { return names }
    switch completion {
    case .words(let words): return "\(names) -x -a '\(words.joined(separator: " "))'"
    case .folders: return "\(names) -x -a '(__fish_complete_directories)'"
    case .files: return "\(names) -r"
    case .nothing: return "\(names) -x"
    }
  }
}

extension Completion {
  /// What is offered, separated by blanks: nothing where it depends on the files there are.
  fileprivate var words: String {
    if case .words(let words) = self { words.joined(separator: " ") } else { "" }
  }
}
