import Experiments
package import JSON
import Runs

extension Verification {
  /// One row per segment, then the damaged files.
  package var table: Table {
    var table = Table([
      .init("from_step"), .init("to_step"), .init("epochs"), .init("seconds"),
      .init("result", align: .left), .init("difference", align: .left),
    ])
    for proof in proofs {
      let first = proof.differences.first
      table.append([
        .integer(proof.segment.firstStep), .integer(proof.segment.end.step),
        .integer(proof.segment.rows.count), .number(proof.seconds, decimals: 1),
        .text(proof.isSame ? "same" : "differs"),
        .text(optional: first.map { "\($0.source.drop { $0 == " " }) \($0.sentence)" }),
      ])
    }
    for line in files.lines {
      table.append([.absent, .absent, .absent, .absent, .text("file"), .text(line)])
    }
    return table
  }

  /// All of it, every difference included.
  package var json: JSONValue {
    [
      "run": .string(run.id),
      "holds": .bool(holds),
      "trained": .bool(machine != nil),
      "numerics_version": .integer(run.numericsVersion),
      "isa": machine.map { .string($0.isa) } ?? .null,
      "jobs": machine.map { .integer($0.jobs) } ?? .null,
      "threads": machine.map { .integer($0.threads) } ?? .null,
      "seconds": machine.map { .number($0.seconds) } ?? .null,
      "segments": .array(proofs.map(\.json)),
      "files": .array(
        files.diagnostics.map { ["file": .string($0.file), "problem": .string($0.problem)] }),
    ]
  }
}

extension SegmentProof {
  fileprivate var json: JSONValue {
    [
      "from_step": .integer(segment.firstStep),
      "to_step": .integer(segment.end.step),
      "epochs": .integer(segment.rows.count),
      "seconds": .number(seconds),
      "same": .bool(isSame),
      "differences": .array(differences.map(\.json)),
    ]
  }
}

extension Difference {
  fileprivate var json: JSONValue {
    [
      "where": .string(String(source.drop { $0 == " " })),
      "step": .integer(step),
      "name": .string(name),
      "recorded": .string(recorded),
      "here": .string(here),
      "count": .integer(count),
      "of": .integer(total),
    ]
  }
}
