import Datasets
import Files
import JSON
import Reports
import Runs

extension Command {
  static let note = Command(
    verb: "note", operands: "RUN [TEXT]", operandCount: 1...2,
    summary: "say something of a run; without TEXT: print what was said",
    options: [Options.resultFormat, Options.workspace],
    notes: ["TEXT '' takes the note away, - is standard input."],
    example: "bench note lenet5-sgd-001 'the rate is too low'",
    exits: "0 done, 1 failed, 2 bad usage, 4 a process trains it"
  ) { arguments, terminal in
    let run = try arguments.workspace().knowingLocks(isWriting: false).store.resolve(
      arguments.operands[0]
    ).run
    guard arguments.operands.count == 2 else {
      if try arguments[Options.resultFormat] == .json {
        terminal.print(["id": .string(run.id), "note": .string(run.record.note)])
      } else if !run.record.note.isEmpty {
        terminal.output.print(run.record.note.escaped)
      }
      return .done
    }
    let typed = arguments.operands[1]
    let text = typed == "-" ? try standardInput() : typed
    try run.change { $0.note = text }
    if try arguments[Options.resultFormat] == .json {
      terminal.print(["id": .string(run.id), "note": .string(text)])
    }
    return .done
  }

  /// - Throws: `UsageError` where it is longer than any note can be, `RunError` where it cannot be
  ///   read.
  private static func standardInput() throws -> String {
    do {
      let bytes = try InputFile.read("-", limit: RunRecord.maximumBytes)
      let text = String(decoding: bytes, as: UTF8.self)
      return text.last == "\n" ? String(text.dropLast()) : text
    } catch FileProblem.tooLarge {
      throw UsageError(
        problem: "bench note: standard input has more than the \(RunRecord.maximumBytes) bytes "
          + "that a note can have",
        advice: ["nothing was changed"])
    } catch {
      throw RunError(.failed, "standard input: \(error)", advice: ["nothing was changed"])
    }
  }
}
