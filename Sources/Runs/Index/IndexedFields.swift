import Experiments
import JSON

/// The positions of some fields' values in a block of the index.
struct IndexedFields: Sendable {
  let block: IndexBlock
  private let places: [Place]

  private struct Place: Sendable {
    let column: Int?
    /// The columns of lists that may contain the field, and the path inside.
    var lists: [(column: Int, inside: JSONPath)] = []
    /// The columns of values that may be inside the field.
    var inner: [Int] = []
  }

  init(_ fields: [QueryField], in block: IndexBlock) {
    self.block = block
    places = fields.map { Self.place(of: $0, in: block) }
  }

  private static func place(of field: QueryField, in block: IndexBlock) -> Place {
    var place = Place(column: block.columns[field.column])
    guard case .definition(let path) = field else { return place }
    for length in 1..<max(1, path.components.count) {
      let list = QueryField.definition(JSONPath(Array(path.components.prefix(length))))
      guard let column = block.columns[list.column] else { continue }
      place.lists.append((column, JSONPath(Array(path.components.dropFirst(length)))))
    }
    let start = field.column + "."
    place.inner = block.columns.filter { $0.key.hasPrefix(start) }.map(\.value)
    return place
  }

  /// Whether the index knows all fields of the run. It knows an object only by its contents.
  func areKnown(_ row: Int) -> Bool {
    places.allSatisfy { place in
      !place.inner.contains { block.hasValue(row, $0) }
    }
  }

  /// The value of the field with this number; nil if the run has none.
  func value(_ row: Int, _ number: Int) -> JSONValue? {
    let place = places[number]
    if let value = place.column.flatMap({ block.value(row, $0) }) { return value }
    for list in place.lists {
      guard let value = block.value(row, list.column) else { continue }
      return value[path: list.inside].flatMap { $0.isNull ? nil : $0 }
    }
    return nil
  }
}
