import Datasets
import Execution
import Experiments
import Files
import Reports
import Runs

extension Terminal {
  /// Prints what went wrong and returns the status that says so.
  ///
  /// - Parameter run: one of several, named where what failed in it does not name it.
  func report(_ error: any Error, of run: String? = nil) -> ExitStatus {
    func named(_ problem: String) -> String {
      guard let run, !problem.contains(run) else { return problem }
      return "\(run): \(problem)"
    }
    switch error {
    case let error as UsageError:
      self.error(error.problem, advice: error.advice, status: ExitStatus(error))
    case let error as DefinitionError: report(error, ending: "nothing was run")
    case let error as RunError:
      self.error(named(error.message), advice: error.advice, status: ExitStatus(error))
    case let error as DatasetError:
      self.error(named("\(error)"), advice: error.advice, status: ExitStatus(error))
    case let error as FileError: return report(RunError(error), of: run)
    case let error as EvaluationRefusal: return report(UsageError(error), of: run)
    case let error as SweepConflict: return report(UsageError(error), of: run)
    case let error as GroupingProblem:
      self.error(error.problem, advice: error.advice, status: ExitStatus(error))
    default: self.error(named("\(error)"), status: ExitStatus(error))
    }
    return ExitStatus(error)
  }

  /// Prints every mistake of a definition with the line it is in.
  func report(_ error: DefinitionError, ending: String) {
    guard messageFormat == .text else { return printObject(error) }
    let style = messages.style
    for (index, mistake) in error.diagnostics.enumerated() {
      if index > 0 { messages.print() }
      messages.print("\(style.painted("error:", .error)) \(mistake.headline.escaped)")
      if let source = mistake.source {
        messages.print(source.sourceText.escaped)
        let bar = source.markText.prefix { $0 != "^" }
        messages.print(bar + style.painted(String(source.markText.dropFirst(bar.count)), .bad))
      }
      for hint in mistake.hints {
        messages.print("  " + emphasized(wording.text(hint).escaped))
      }
    }
    guard let summary = error.summary else { return }
    messages.print()
    messages.print("\(style.painted("error:", .error)) \(summary.escaped); \(ending)")
  }

  /// Says once, at the end, what a power failure may take here and nowhere else.
  func noteUnsyncedFolders() {
    guard let folder = UnsyncedFolders.first else { return }
    note(
      "the file system of \(folder) cannot force the names in a folder to the disk; after a power "
        + "failure the newest files may be missing")
  }

  /// Says what holds runs where locks do not.
  func noteUnseenLocks(in workspace: Workspace) {
    note(
      "other processes do not see a lock in \(workspace.printed("runs")); runs are held by leases, "
        + "and one whose process died on another machine is free after "
        + "\(workspace.leases.seconds) s")
  }

  /// Makes the words that were probably meant bold, and marks under a mistake red.
  func emphasized(_ advice: String) -> String {
    if advice.contains("^"), advice.allSatisfy({ " ^".contains($0) }) {
      let indent = String(advice.prefix { $0 == " " })
      return indent + messages.style.painted(String(advice.dropFirst(indent.count)), .bad)
    }
    let question = "did you mean "
    guard advice.hasPrefix(question), let end = advice.firstIndex(of: "?") else { return advice }
    let words = advice[..<end].dropFirst(question.count)
    let parts = words.split(separator: " or ").map { part in
      part.split(separator: ", ").map { messages.style.painted(String($0), .strong) }
        .joined(separator: ", ")
    }
    return question + parts.joined(separator: " or ") + String(advice[end...])
  }
}

extension ExitStatus {
  /// What an error makes of a command.
  init(_ error: any Error) {
    switch error {
    case is UsageError, is EvaluationRefusal, is GroupingProblem, is SweepConflict: self = .usage
    case let error as DefinitionError: self = error.isAboutData ? .data : .usage
    case let error as RunError: self = error.kind.status
    case let error as FileError: self = RunError(error).kind.status
    case is DatasetError: self = .data
    default: self = .failed
    }
  }
}

extension RunError.Kind {
  fileprivate var status: ExitStatus {
    switch self {
    case .failed: .failed
    case .usage: .usage
    case .held: .held
    case .data: .data
    }
  }
}
