import Datasets
import Execution
import Files
import JSON
import Reports
import Runs

/// Looks at running runs twice a second, from another process than theirs, until they end.
struct RunWatch {
  private let workspace: Workspace
  private let id: String?
  private var watcher: RunWatcher
  private let terminal: Terminal
  private let format: ResultFormat
  private var block: LiveBlock
  /// The last epoch told of each run.
  private var told: [String: Int] = [:]

  /// - Parameters:
  ///   - id: the only run to look at; nil: all that run.
  ///   - sweep: the sweep whose runs to look at; nil: all.
  init(
    _ id: String?, of sweep: String? = nil, in workspace: Workspace, as format: ResultFormat,
    on terminal: Terminal
  ) {
    self.id = id
    watcher = RunWatcher(id, of: sweep, in: workspace.store)
    self.workspace = workspace
    self.format = format
    self.terminal = format == .json ? terminal.withoutRedrawing : terminal
    block = LiveBlock(on: self.terminal.output)
  }

  /// Tells of the runs until none runs any more or a signal comes.
  mutating func perform() throws -> ExitStatus {
    StopSignal.listen(lastWords: "\n")
    defer { block.leave() }
    var watched = try watcher.running().map { WatchedRun($0) }
    for run in watched { told[run.run.id] = run.epoch }
    if watched.isEmpty {
      guard let id else {
        terminal.messages.print("no run is running")
        terminal.advise("all runs: \(command: .runs())")
        return .done
      }
      try tellEnd(of: id)
    }
    while !watched.isEmpty {
      try show(watched)
      usleep(500_000)
      if let signal = StopSignal.received { return .stopped(signal: signal) }
      let next = try watcher.running().map { WatchedRun($0) }
      for run in watched where !next.contains(where: { $0.run.id == run.run.id }) {
        try tellEnd(of: run.run.id)
      }
      watched = next
    }
    return .done
  }

  private mutating func show(_ watched: [WatchedRun]) throws {
    let output = terminal.output
    guard output.canRedraw else {
      for run in watched { tellEpochs(of: run) }
      return
    }
    if id != nil {
      block.draw(try details(of: watched[0].run))
    } else {
      let text = watched.table.laidOut(width: output.width, style: output.style).text
      let curves = watched.curves?.lines(width: output.width, style: output.style) ?? []
      block.draw(text.split(separator: "\n").map(String.init) + curves)
    }
  }

  private mutating func tellEpochs(of run: WatchedRun) {
    let last = told[run.run.id] ?? run.run.record.parent?.epoch ?? 0
    for line in run.lines(after: last) { tell(line) }
    told[run.run.id] = max(last, run.epoch)
  }

  /// Prints a line of `key=value`, or the same as an object.
  private func tell(_ line: String) {
    switch format {
    case .text: terminal.output.print(line.escaped)
    case .json: terminal.output.write(WatchedLine(line).json.canonicalText + "\n")
    }
  }

  /// State, curves, and last and best of each metric.
  private func details(of run: Run) throws -> [String] {
    let style = terminal.output.style
    let state = style.painted(run.state.rawValue, run.state.tone)
    guard let facts = try? RunFacts(run, library: workspace.library) else {
      return ["\(style.painted(run.id, .strong))  \(state)"]
    }
    let curves = facts.curves(width: terminal.output.width, style: style)
    let table = facts.summary.table.laidOut(width: terminal.output.width, style: style).text
    return terminal.output.headline(of: run, facts)
      + table.split(separator: "\n").map(String.init) + curves
  }

  /// Says how a run ended; its process may have died.
  private mutating func tellEnd(of id: String) throws {
    // Opened again: it may have ended between the look at its record and that at its lock.
    let run = try workspace.store.run(id)
    guard run.state != .running else { return }
    let summary = (try? run.summary()) ?? run.record.summary
    if !terminal.output.canRedraw {
      if told[id] != nil { tellEpochs(of: WatchedRun(run)) }
      tell(
        "run=\(id) state=\(run.state.rawValue) step=\(summary.step) "
          + "seconds=\(summary.totalSeconds.fixed(1))")
    } else if self.id != nil {
      block.draw(try details(of: run))
      block.leave()
    } else {
      block.clear()
      let state = terminal.output.style.painted(run.state.rawValue, run.state.tone)
      terminal.output.print("\(id)  \(state)  epoch \(summary.epoch), step \(summary.step)")
    }
    if [.interrupted, .pruned].contains(run.state) {
      terminal.advise("go on: \(command: .resume(run: id))")
    }
  }
}
