/// A JSON value (RFC 8259). Numbers without fraction or exponent that fit stay integers, so that
/// 64-bit seeds are exact.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])
}
