import Runs

/// An expression is understood or refused at a place inside it; nothing traps.
@Sendable func fuzzQuery(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  do throws(QueryError) {
    let query = try RunQuery(text, now: Timestamp(milliseconds: 0))
    expect(!query.fields.isEmpty, "an expression without a field")
    try query.check(KnownFields(metrics: []))
  } catch {
    let end = error.text.utf8.count
    expect(error.range.upperBound <= end, "a mistake at byte \(error.range) of \(end)")
    expect(error.parts.before.utf8.count <= 3 * end, "a part longer than the whole")
    expect(!error.problem.utf8.contains(0x1B), "an escape character reaches the terminal")
  }
}
