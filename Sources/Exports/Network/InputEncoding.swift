import Datasets
import Engine
import Experiments
import Runs

/// How the numbers that an exported network is given become those that its first layer takes.
///
/// They are pixels from 0 to 255, or the numbers of a file. In this order: missing numbers are
/// replaced, the image is padded, numbers are divided, and standardised.
struct InputEncoding {
  /// The dimensions of one example as it is given.
  let shape: [Int]
  let holdsPictures: Bool
  /// What stands for each feature where it is not a number; NaN for nothing. Empty if no feature has
  /// such a number.
  var fillings: [Float] = []
  /// How many pixels of value 0 to add on each side.
  var padding = 0
  /// One number for all features, or one for each; empty if nothing is divided.
  var divisors: [Float] = []
  /// Of each channel or feature, or of all, after the division; empty if nothing is standardised.
  var means: [Double] = []
  var deviations: [Double] = []
  /// The input columns of a table in their order; empty for other data.
  var columns: [LearntEncoding.Column] = []

  init(_ model: TrainedModel) {
    shape = model.experiment.rawShape.dimensions
    let source = model.experiment.dataset.source.format
    switch model.encoding.scaling {
    case .images(let tables):
      holdsPictures = true
      padding = model.experiment.dataset.padding
      divisors = [255]
      let statistics = tables.compactMap(\.statistics)
      means = statistics.map(\.mean)
      deviations = statistics.map(\.deviation)
    case .columns(let scaling):
      holdsPictures = false
      means = scaling?.means ?? []
      deviations = scaling?.deviations ?? []
      columns = model.encoding.learnt?.columns ?? []
      fillings = Self.fillings(of: columns)
      divisors = Self.divisors(of: columns, scale: (source as? CSVSource)?.scale)
    }
  }

  private static func fillings(of columns: [LearntEncoding.Column]) -> [Float] {
    let fillings = columns.flatMap { column in
      if case .number(let filling?) = column.values { return [filling] }
      return [Float](repeating: .nan, count: column.values.count)
    }
    return fillings.allSatisfy(\.isNaN) ? [] : fillings
  }

  /// Categories are not divided.
  private static func divisors(of columns: [LearntEncoding.Column], scale: Float?) -> [Float] {
    guard let scale else { return [] }
    let divisors = columns.flatMap { column in
      if case .categories(let names) = column.values {
        return [Float](repeating: 1, count: names.count)
      }
      return [scale]
    }
    return divisors.contains { $0 != scale } ? divisors : [scale]
  }
}

extension InputEncoding {
  /// `image` for pictures, else `input`.
  var name: String { holdsPictures ? "image" : "input" }

  /// The dimensions of the numbers of channels, of features, or of a single number, so that they
  /// stretch over an example.
  func dimensions(of count: Int) -> [Int] {
    if count == 1 { return [] }
    return holdsPictures ? [count] + shape.dropFirst().map { _ in 1 } : shape
  }
}

extension InputEncoding {
  /// The names of a table's features in their order, `colour=red` for a category; nil if columns have
  /// no names.
  var features: [String]? {
    let names = columns.flatMap { column -> [String?] in
      guard case .categories(let categories) = column.values else { return [column.name] }
      return categories.map { category in column.name.map { "\($0)=\(category)" } }
    }
    let known = names.compactMap(\.self)
    return known.isEmpty || known.count < names.count ? nil : known
  }
}
