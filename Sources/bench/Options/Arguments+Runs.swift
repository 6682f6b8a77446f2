import Runs

extension Arguments {
  /// The runs that the operands name, each once, in their order.
  func runs(of command: String, in store: RunStore) throws -> [Run] {
    let found = try operands.map { try store.resolve($0).run }
    for (index, run) in found.enumerated()
    where found[..<index].contains(where: { $0.id == run.id }) {
      throw UsageError(
        problem: "bench \(command): \(run.id) is named twice", advice: ["all runs: bench runs"])
    }
    return found
  }
}
