package import Engine

/// The messages `Event` that a run's event file consists of.
package enum EventMessage {
  /// The first message of every file.
  package static func version(seconds: Double) -> ProtobufMessage {
    event(seconds: seconds, step: 0) { $0.string(3, "brain.Event:2") }
  }

  /// Says that a training begins at a step, or goes on there: what earlier files have of this step
  /// and later ones does not count any more.
  package static func start(step: Int, seconds: Double) -> ProtobufMessage {
    event(seconds: seconds, step: step) { $0.message(7) { $0.integer(1, 1) } }
  }

  /// Numbers of one step, by their tags.
  package static func scalars(
    _ values: [(tag: String, value: Double)], step: Int, seconds: Double
  ) -> ProtobufMessage {
    event(seconds: seconds, step: step) {
      $0.message(5) { summary in
        for (tag, value) in values {
          summary.message(1) {
            $0.string(1, tag)
            $0.float(2, Float(value))
          }
        }
      }
    }
  }

  /// A histogram of each tensor: `weights/0.weight`.
  ///
  /// - Parameter tensors: named `model.0.weight`. One with a value that is not finite is left out.
  package static func histograms(
    of tensors: [NamedTensor], step: Int, seconds: Double
  ) -> ProtobufMessage? {
    let histograms = tensors.compactMap { tensor in
      WeightHistogram(tensor.values).map { (tensor.name, $0) }
    }
    guard !histograms.isEmpty else { return nil }
    return event(seconds: seconds, step: step) {
      $0.message(5) { summary in
        for (name, histogram) in histograms {
          let parts = name.split(separator: ".", maxSplits: 1)
          summary.message(1) {
            $0.string(1, "weights/\(parts.last ?? "")")
            $0.message(5, histogram.message)
          }
        }
      }
    }
  }

  /// - Parameter step: 0 is the default and is not written, as in files of TensorFlow.
  static func event(
    seconds: Double, step: Int, _ write: (inout ProtobufMessage) -> Void
  ) -> ProtobufMessage {
    var message = ProtobufMessage()
    message.double(1, seconds)
    if step != 0 { message.integer(2, step) }
    write(&message)
    return message
  }
}

/// How the values of a tensor are distributed: `HistogramProto` of TensorFlow's summary.proto.
struct WeightHistogram {
  private let minimum: Double
  private let maximum: Double
  private let count: Int
  private let sum: Double
  private let squares: Double
  /// The number of values in each of equally wide buckets.
  private var buckets: [Double]

  private static let bucketCount = 30

  /// nil for no values, and if one is not finite.
  init?(_ values: [Float]) {
    guard let low = values.min(), let high = values.max(), values.allSatisfy(\.isFinite) else {
      return nil
    }
    minimum = Double(low)
    maximum = Double(high)
    count = values.count
    sum = values.reduce(0) { $0 + Double($1) }
    squares = values.reduce(0) { $0 + Double($1) * Double($1) }
    let width = maximum - minimum
    buckets = [Double](repeating: 0, count: width > 0 ? Self.bucketCount : 1)
    for value in values {
      let place = width > 0 ? (Double(value) - minimum) / width * Double(Self.bucketCount) : 0
      buckets[min(buckets.count - 1, Int(place))] += 1
    }
  }

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.double(1, minimum)
    message.double(2, maximum)
    message.double(3, Double(count))
    message.double(4, sum)
    message.double(5, squares)
    let width = (maximum - minimum) / Double(buckets.count)
    // The right ends; the last is the maximum itself.
    message.doubles(
      6,
      buckets.indices.map { index in
        index == buckets.count - 1 ? maximum : minimum + width * Double(index + 1)
      })
    message.doubles(7, buckets)
    return message
  }
}
