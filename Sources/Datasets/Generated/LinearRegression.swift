import Engine
import Files

/// Points near a plane: x ~ N(0, 1)³, y = x · (3, 4, 2) + 5 + 0.5 · N(0, 1).
package struct LinearRegressionSource: Hashable, Sendable {
  /// Points of the train part.
  package var points: Int
  /// Further points, the test part.
  package var testPoints: Int
  /// The seed of the data. The experiment's seed does not change them, so that runs with several
  /// seeds learn the same data.
  package var seed: UInt64

  package static let weights = [3.0, 4, 2]
  package static let bias = 5.0
  package static let noise = 0.5

  package init(points: Int = 2000, testPoints: Int = 500, seed: UInt64 = 0) {
    self.points = points
    self.testPoints = testPoints
    self.seed = seed
  }
}

extension LinearRegressionSource: DatasetFormat {
  package var name: String { "linear_regression" }
  package var hasClasses: Bool { false }
  package var needsDataFiles: Bool { false }
  package var facts: DatasetFacts? { DatasetFacts(target: .values(1), holdsPictures: false) }

  package func open(_ places: DataSearchPaths) -> any DatasetReader {
    LinearRegressionReader(source: self)
  }
}

/// Generates the points.
struct LinearRegressionReader: DatasetReader {
  let source: LinearRegressionSource

  var layout: DatasetLayout {
    DatasetLayout(
      rawShape: Shape(LinearRegressionSource.weights.count), trainCount: source.points,
      testCount: source.testPoints)
  }

  func files() -> [DataFile] {
    read(trainRange: 0..<source.points, testRange: 0..<source.testPoints).files
  }

  func read(trainRange: Range<Int>, testRange: Range<Int>) -> DatasetContent {
    let train = Points(source.points, seed: source.seed, part: 0)
    let test = Points(source.testPoints, seed: source.seed, part: 1)
    return DatasetContent(
      train: train.part, test: test.part,
      files: [
        DataFile(name: "linear_regression-train", sha256: train.sha256),
        DataFile(name: "linear_regression-test", sha256: test.sha256),
      ])
  }
}

/// One part's points.
private struct Points {
  /// x[N, 3].
  private var inputs: [Float] = []
  private var targets: [Float] = []

  /// Each point takes four normal numbers of the Philox stream (seed, generator, part): x and the
  /// noise. y is summed in float64, starting with the bias, and rounded once.
  init(_ count: Int, seed: UInt64, part: UInt32) {
    let width = LinearRegressionSource.weights.count
    let normals = Philox(seed: seed, purpose: .generator, index: part)
      .normal(count: count * (width + 1), deviation: 1)
    for point in 0..<count {
      let numbers = normals[point * (width + 1)..<(point + 1) * (width + 1)]
      let x = numbers.prefix(width)
      var y = LinearRegressionSource.bias
      for (weight, value) in zip(LinearRegressionSource.weights, x) { y += weight * Double(value) }
      y += LinearRegressionSource.noise * Double(numbers[numbers.endIndex - 1])
      inputs += x
      targets.append(Float(y))
    }
  }

  var part: DatasetPart {
    DatasetPart(values: .floats(inputs), targets: .values(targets, width: 1))
  }

  /// The digest of all inputs followed by all targets, as they are in memory.
  var sha256: String {
    var hash = SHA256()
    hash.update(inputs)
    hash.update(targets)
    return hash.finalize().description
  }
}
