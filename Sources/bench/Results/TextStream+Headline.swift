import Reports
import Runs

extension TextStream {
  /// A run's id, its state and how far it is, on a terminal in as many lines as they need.
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
