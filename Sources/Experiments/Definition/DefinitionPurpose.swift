/// What a definition is resolved for.
package enum DefinitionPurpose: Sendable {
  /// A new training. It refuses what cannot train well.
  case training
  /// A look at a run that has its definition. An older version may have trained what is refused
  /// today, and that run can still be read, resumed and verified.
  case reading
}
