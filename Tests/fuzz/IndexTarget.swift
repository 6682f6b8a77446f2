import Experiments
import Files
import JSON
import Runs

/// A block of the index is refused, or every row of it can be read, and says the same once it has
/// been taken over into a new one. What is put into a block is what comes out of it.
@Sendable func fuzzIndex(_ input: [UInt8]) {
  if let block = IndexBlock(input) { takeOver(block) }
  if let json = try? JSONValue(parsing: input), let members = json.object { putIn(members) }
}

private func takeOver(_ block: IndexBlock) {
  expect(block.rows * IndexBlock.rowBytes <= block.bytes.count, "more rows than bytes")
  expect(block.columns.values.allSatisfy { $0 < block.columns.count }, "a column too many")
  // Each cell may be a long text of JSON, the same in every cell.
  guard block.rows * block.columns.count <= 256 else { return }
  var builder = IndexBlockBuilder()
  var kept: [Int] = []
  for row in 0..<block.rows where !builder.isFull {
    let values = block.values(row)
    for (name, value) in values {
      expect(!value.isNull, "null is stored")
      let named = block.value(row, named: name)
      expect(named == value || value.double?.isNaN == true, "a value by its name is another")
    }
    guard let id = block.name(row) else { continue }
    if builder.add(id, block.identities(row), values) { kept.append(row) }
  }
  guard let again = IndexBlock(builder.finished()) else {
    expect(false, "our own block is refused")
    return
  }
  expect(again.rows == kept.count, "\(again.rows) rows of \(kept.count)")
  for (row, old) in kept.enumerated() {
    expect(again.name(row) == block.name(old), "another run")
    expect(again.identities(row) == block.identities(old), "other files")
    expect(again.members(row) == block.members(old), "other values")
  }
}

private func putIn(_ members: [String: JSONValue]) {
  let identity = FileIdentity(inode: 1, size: 2, modified: -3, changed: .max)
  let files = RunIdentity(record: identity, definition: identity)
  var builder = IndexBlockBuilder()
  // Twice, since what a block has already it is not given again.
  for id in ["first", "second"] {
    let values = members.map { (name: $0.key, value: $0.value) }
    guard builder.add(id, files, values) else { return }
  }
  guard let block = IndexBlock(builder.finished()) else {
    expect(false, "our own block is refused")
    return
  }
  expect((0..<block.rows).map { block.name($0) } == ["first", "second"], "other runs")
  for row in 0..<block.rows {
    expect(block.identities(row) == files, "other files")
    expect(block.members(row) == members.filter { !$0.value.isNull }, "other values")
  }
}

extension IndexBlock {
  /// With a text for NaN, which is not equal to itself.
  fileprivate func members(_ row: Int) -> [String: JSONValue] {
    Dictionary(
      uniqueKeysWithValues: values(row).map { name, value in
        (name, value.double?.isNaN == true ? "not a number" : value)
      })
  }
}
