import Datasets
import JSON

extension ExampleEncoding {
  /// Whether the training part taught anything.
  var isLearnt: Bool {
    let isUnit =
      switch scaling {
      case .images(let tables): tables.allSatisfy { $0.statistics == nil }
      case .columns(let columns): columns == nil
      }
    return !isUnit || learnt != nil || targets != nil
  }

  /// The text in a checkpoint. Numbers read back with the same bits.
  var json: JSONValue {
    var members: [String: JSONValue] = ["scaling": scaling.json]
    if let targets { members["targets"] = targets.json }
    if let learnt { members["learnt"] = learnt.json }
    return .object(members)
  }

  init?(json value: JSONValue) {
    guard let scaling = value["scaling"].flatMap(ExampleScaling.init(json:)) else { return nil }
    self.init(scaling: scaling)
    if let value = value["targets"] {
      guard let targets = ColumnScaling(json: value) else { return nil }
      self.targets = targets
    }
    if let value = value["learnt"] {
      guard let learnt = LearntEncoding(json: value) else { return nil }
      self.learnt = learnt
    }
  }
}

extension ExampleScaling {
  fileprivate var json: JSONValue {
    switch self {
    case .images(let tables):
      let statistics = tables.compactMap(\.statistics)
      return [
        "of": "pixels", "means": .array(statistics.map { .number($0.mean) }),
        "deviations": .array(statistics.map { .number($0.deviation) }),
      ]
    case .columns(let columns):
      var members = (columns ?? ColumnScaling(means: [], deviations: [])).members
      members["of"] = "columns"
      return .object(members)
    }
  }

  fileprivate init?(json value: JSONValue) {
    guard let columns = ColumnScaling(json: value) else { return nil }
    switch value["of"]?.string {
    case "pixels":
      let statistics = zip(columns.means, columns.deviations)
        .map { NormalizationTable.Statistics(mean: $0, deviation: $1) }
      self = .images(statistics.isEmpty ? [.unit] : statistics.map { NormalizationTable($0) })
    case "columns": self = .columns(columns.means.isEmpty ? nil : columns)
    default: return nil
    }
  }
}

extension ColumnScaling {
  fileprivate var members: [String: JSONValue] {
    [
      "means": .array(means.map(JSONValue.number)),
      "deviations": .array(deviations.map(JSONValue.number)),
    ]
  }

  fileprivate var json: JSONValue { .object(members) }

  fileprivate init?(json value: JSONValue) {
    guard let means = value["means"]?.numbers, let deviations = value["deviations"]?.numbers,
      means.count == deviations.count, deviations.allSatisfy({ $0 > 0 })
    else { return nil }
    self.init(means: means, deviations: deviations)
  }
}

extension LearntEncoding {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [:]
    if let classCount { members["classes"] = .integer(classCount) }
    if let classNames { members["class_names"] = .array(classNames.map(JSONValue.string)) }
    if !columns.isEmpty { members["columns"] = .array(columns.map(\.json)) }
    return .object(members)
  }

  fileprivate init?(json value: JSONValue) {
    guard value.object != nil else { return nil }
    self.init(
      classCount: value["classes"]?.int, classNames: value["class_names"]?.strings)
    for column in value["columns"]?.array ?? [] {
      guard let column = Column(json: column) else { return nil }
      columns.append(column)
    }
  }
}

extension LearntEncoding.Column {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = ["index": .integer(index)]
    if let name { members["name"] = .string(name) }
    switch values {
    case .number(let filling):
      if let filling { members["filling"] = .number(Double(filling)) }
    case .categories(let names):
      members["categories"] = .array(names.map(JSONValue.string))
    }
    return .object(members)
  }

  fileprivate init?(json value: JSONValue) {
    guard let index = value["index"]?.int else { return nil }
    let categories = value["categories"]?.strings
    self.init(
      name: value["name"]?.string, index: index,
      values: categories.map { .categories($0) }
        ?? .number(filling: value["filling"]?.double.map { Float($0) }))
  }
}

extension JSONValue {
  /// nil if it is no list of numbers.
  fileprivate var numbers: [Double]? {
    guard let array else { return nil }
    let numbers = array.compactMap(\.double)
    return numbers.count == array.count ? numbers : nil
  }

  /// nil if it is no list of texts.
  fileprivate var strings: [String]? {
    guard let array else { return nil }
    let strings = array.compactMap(\.string)
    return strings.count == array.count ? strings : nil
  }
}
