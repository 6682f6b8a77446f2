/// The purpose of resolving a definition.
package enum DefinitionPurpose: Sendable {
  /// A new training. Definitions that cannot train well are refused.
  case training
  /// Reading the definition of a run. An older version may have trained what is refused today, and
  /// that run can still be read, resumed and verified.
  case reading
}
