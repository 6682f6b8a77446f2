import Experiments

extension Arguments {
  /// What `--set` and `--epochs` put into a definition, in this order.
  func overrides() throws -> [DefinitionOverride] {
    let set = try values("set").map { try DefinitionOverride(parsing: $0) }
    let epochs = try integer("epochs", in: 1...Int.max)
    return set + (epochs.map { [.epochs($0)] } ?? [])
  }
}
