import JSON
import Reports
import Runs

extension Command {
  static let tag = Command(
    verb: "tag", operands: "RUN…", operandCount: 1...Int.max,
    summary: "mark runs with words to find them by; without options: show the marks",
    options: [
      Options.add, Options.remove, Options.filter, Options.resultFormat, Options.workspace,
    ],
    example: "bench tag lenet5-sgd-001 --add baseline",
    exits: "0 done, 1 failed, 2 bad usage, 4 a process trains one of them"
  ) { arguments, terminal in
    let (added, removed) = try (arguments[Options.add], arguments[Options.remove])
    let store = try arguments.workspace().knowingLocks(isWriting: false).store
    let runs = try arguments.runs(of: "tag", in: store)
    var records = runs.map(\.record)
    if !added.isEmpty || !removed.isEmpty {
      records = try store.change(runs) { record in
        record.tags = record.tags.filter { !removed.contains($0) }
        for tag in added where !record.tags.contains(tag) { record.tags.append(tag) }
      }
    }
    let format = try arguments[Options.resultFormat]
    if format == .json {
      terminal.print(
        .array(
          records.map { ["id": .string($0.id), "tags": .array($0.tags.map(JSONValue.string))] }))
      return .done
    }
    for record in records {
      let tags = record.tags.isEmpty ? "-" : record.tags.joined(separator: " ")
      terminal.output.print("\(record.id)  \(tags.escaped)")
    }
    return .done
  }
}
