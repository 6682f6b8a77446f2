import Arrays
import Engine

extension DecodedPart {
  /// A part of arrays: x[N, …] and y[N] or y[N, K].
  ///
  /// - Parameters:
  ///   - part: `train` or `test`.
  ///   - layout: where the channels are; nil if the definition does not say.
  ///   - labels: what labels are for.
  /// - Throws: a `DatasetError` that names the array, if it does not hold examples or labels.
  init(
    _ part: String, x: ArrayContent, y: ArrayContent, names: Names, layout: ArraySource.Layout?,
    labels use: LabelUse
  ) throws(DatasetError) {
    let examples = try reading(names.values) { () throws(DataFileProblem) in
      guard case .numbers(let array) = x else { throw .textsForNumbers }
      return try array.examples(layout)
    }
    let labels = try reading(names.labels) { () throws(DataFileProblem) in
      try StoredLabels(y, use)
    }
    guard examples.shape[0] == labels.count else {
      throw .file(
        names.labels, .exampleCount(found: labels.count, expected: examples.shape[0]))
    }
    let shape = Array(examples.shape.dropFirst())
    let values = try reading(names.values) { () throws(DataFileProblem) in
      examples.holdsPictures
        ? DatasetPart.Values.images(examples.storage, offset: examples.offset)
        : .floats(try decoding { () throws(ArrayProblem) in try examples.floats() })
    }
    self.init(part, names: names, shape: Shape(shape), values: values, labels: labels)
    element = examples.element
  }
}

/// What an array of labels is for.
enum LabelUse {
  case classes, values
  /// Fractions are values, and other numbers are classes.
  case byElement

  fileprivate func areClasses(_ element: ElementType) -> Bool {
    switch self {
    case .classes: true
    case .values: false
    case .byElement: !element.isFloat
    }
  }
}

/// Runs `body` and throws its problem as one of a data file.
func decoding<Result>(
  _ body: () throws(ArrayProblem) -> Result
) throws(DataFileProblem) -> Result {
  do throws(ArrayProblem) { return try body() } catch { throw .array(error) }
}

extension NumericArray {
  /// Whether these examples, `[N, C, H, W]`, are pictures.
  fileprivate var holdsPictures: Bool { element == .u1 && shape.count == 4 }

  /// Returns the examples with channels before positions. Bytes `[N, H, W]` are pictures of one
  /// channel, `[N, 1, H, W]`; one number an example is one feature.
  func examples(_ layout: ArraySource.Layout?) throws(DataFileProblem) -> NumericArray {
    switch shape.count {
    case 1: return reshaped([shape[0], 1])
    case 2: return self
    case 3 where element == .u1: return reshaped([shape[0], 1, shape[1], shape[2]])
    case 3, 4:
      if layout == .channelsLast {
        return try decoding { () throws(ArrayProblem) in try channelsFirst() }
      }
      if layout == nil, shape.count == 4, shape[3] <= 4, shape[1] > 4 {
        throw .channelsSeemLast(shape: Array(shape.dropFirst()))
      }
      return self
    default: throw .arrayRank(shape: shape)
    }
  }
}

extension StoredLabels {
  fileprivate init(_ content: ArrayContent, _ use: LabelUse) throws(DataFileProblem) {
    switch content {
    case .texts(let texts): self = .texts(texts)
    case .numbers(let array):
      let width = array.shape.count == 2 ? array.shape[1] : 1
      guard array.shape.count <= 2 else { throw .labelRank(shape: array.shape) }
      self = try decoding { () throws(ArrayProblem) in
        width == 1 && use.areClasses(array.element)
          ? .integers(try array.integers()) : .values(try array.floats(), width: width)
      }
      if case .classes = use, let classes = oneHotClasses { self = .integers(classes) }
    }
  }
}
