/// The scripts of the shells. Each asks `bench completions --for` for what there is.
enum CompletionScripts {
  static let byShell: [String: String] = ["bash": bash, "zsh": zsh, "fish": fish]

  /// bash splits words at `=` and `:`, which belong to ours, and replaces only what comes after the
  /// last of them, unless the word is quoted. Sentences are shown where the user asks for the list.
  private static let bash = #"""
    _bench() {
      local -a words=() values=() texts=()
      local i word joins= quote= cut= value text width=0
      for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        if [[ ${#words[@]} -gt 1 && ( -n $joins || $word == [=:]* ) ]]; then
          words[${#words[@]}-1]+=$word
        else
          words+=("$word")
        fi
        joins=
        [[ $word == *[=:] ]] && joins=1
      done
      for ((i = 1; i < ${#words[@]} - 1; i++)); do
        word=${words[i]}
        case $word in
          \'*\' | \"*\") words[i]=${word:1:${#word}-2} ;;
          *) words[i]=${word//\\/} ;;
        esac
      done
      word=${words[${#words[@]}-1]}
      case $word in
        [\'\"]*) quote=1 word=${word:1} ;;
        *) word=${word//\\/} cut=${word%"${word##*[=:]}"} ;;
      esac
      words[${#words[@]}-1]=$word
      COMPREPLY=()
      while IFS=$'\n' read -r text; do
        value=${text%%$'\t'*} text=${text#*$'\t'}
        if [[ -z $value ]]; then
          word=${word#--*=}
          compopt -o filenames 2>/dev/null
          if [[ $text == folders ]]; then
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -d -- "$word")
          else
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$word")
          fi
          continue
        fi
        value=${value#"$cut"}
        [[ $value == *= ]] && compopt -o nospace 2>/dev/null
        [[ -z $quote ]] && printf -v value %q "$value"
        values+=("$value") texts+=("$text")
        ((${#value} > width)) && width=${#value}
      done < <("$1" completions --for -- "${words[@]:1}" 2>/dev/null)
      # The user asks for the list: nothing is inserted.
      if [[ ${COMP_TYPE-} == 63 && ${#values[@]} -gt 1 ]]; then
        for i in "${!values[@]}"; do
          printf -v value "%-${width}s  %s" "${values[i]}" "${texts[i]}"
          values[i]=${value:0:${COLUMNS:-80}-2}
        done
      fi
      COMPREPLY+=("${values[@]}")
    }
    complete -o nosort -F _bench bench 2>/dev/null || complete -F _bench bench

    """#

  private static let zsh = #"""
    #compdef bench
    _bench() {
      local -a lines values texts open opentexts
      local line value text start= program=${~words[1]}
      lines=("${(@f)$("$program" completions --for -- "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null)}")
      if [[ $PREFIX == --*=* ]]; then
        start=${PREFIX%%=*}=
        compset -P "$start"
      fi
      for line in $lines; do
        value=${line%%$'\t'*} text=${line#*$'\t'}
        if [[ -z $value ]]; then
          if [[ $text == folders ]]; then _files -/; else _files; fi
          continue
        fi
        value=${value#$start}
        if [[ $value == *= ]]; then
          open+=("$value") opentexts+=("$value  $text")
        else
          values+=("$value") texts+=("$value  $text")
        fi
      done
      (($#values)) && compadd -l -V bench -d texts -a values
      (($#open)) && compadd -l -V bench-open -S '' -d opentexts -a open
      return 0
    }
    if [[ $funcstack[1] == _bench ]]; then _bench "$@"; else compdef _bench bench; fi

    """#

  private static let fish = #"""
    function __bench_complete
        set -l before (commandline -opc)
        set -l current (string trim -l -c "'\"" -- (commandline -ct))
        set -l rest (string replace -r -- '^--[^=]*=' '' "$current")
        set -l start (string sub -l (math (string length -- "$current") - (string length -- "$rest")) -- "$current")
        for line in (command $before[1] completions --for -- $before[2..] "$current" 2>/dev/null)
            switch $line
                case \tfiles
                    for path in (__fish_complete_path "$rest")
                        echo -- $start$path
                    end
                case \tfolders
                    for path in (__fish_complete_directories "$rest")
                        echo -- $start$path
                    end
                case '*'
                    echo -- $line
            end
        end
    end
    complete -c bench -f -k -a '(__bench_complete)'

    """#
}
