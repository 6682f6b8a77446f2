import Reports
import Runs

extension TextStream {
  /// The id, state and progress of a run. On a terminal the line is folded to the width.
  func headline(of run: Run, _ facts: RunFacts) -> [String] {
    let state = run.state.rawValue
    let start = "\(run.id)  \(state)"
    let line = "\(start)  \(facts.place)"
    return (isTerminal ? line.folded(to: width) : [line]).map { line in
      guard line.hasPrefix(start) else { return line }
      return "\(style.painted(run.id, .strong))  \(style.painted(state, run.state.tone))"
        + line.dropFirst(start.count)
    }
  }
}
