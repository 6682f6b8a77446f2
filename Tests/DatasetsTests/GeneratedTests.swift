import Datasets
import Engine
import Testing

@Suite("Generated data sets")
struct GeneratedTests {
  @Test func `exclusive or has four examples, both parts the same`() throws {
    let configuration = DatasetConfiguration(source: .xor)
    let description = try configuration.describe()
    #expect(description.shape == Shape(2) && description.target == .classes(2))
    #expect(description.layout.trainCount == 4 && description.layout.testCount == 4)
    let data = try configuration.load()
    for set in [data.train, data.test] {
      #expect(rows(of: set) == [[0, 0], [0, 1], [1, 0], [1, 1]])
      #expect(set.targets == .classes([0, 1, 1, 0]))
    }
    #expect(try configuration.dataSHA256() == data.dataSHA256)
  }

  private func points(_ source: LinearRegressionSource) throws -> LoadedDataset {
    try DatasetConfiguration(source: .linearRegression(source)).load()
  }

  @Test func `least squares on the points finds the plane`() throws {
    let data = try points(LinearRegressionSource(points: 20_000))
    #expect(data.train.count == 20_000 && data.test.count == 500)
    #expect(data.train.shape == Shape(3) && data.target == .values(1))
    guard case .values(let targets, width: 1) = data.train.targets else { return }
    var residuals = 0.0
    var moments = [Double](repeating: 0, count: 4)
    for (row, target) in zip(rows(of: data.train), targets) {
      let x = row.map(Double.init)
      let residual = Double(target) - (3 * x[0] + 4 * x[1] + 2 * x[2] + 5)
      residuals += residual * residual
      for k in 0..<3 { moments[k] += residual * x[k] }
      moments[3] += residual
    }
    // Standard errors: 0.0025 of the deviation, 0.0035 of the moments.
    #expect(abs((residuals / 20_000).squareRoot() - 0.5) < 0.01)
    #expect(moments.allSatisfy { abs($0 / 20_000) < 0.015 })
  }

  @Test func `points are a function of the data set's seed and further points of the part`() throws
  {
    let data = try points(LinearRegressionSource(points: 10))
    let longer = try points(LinearRegressionSource(points: 20))
    let other = try points(LinearRegressionSource(points: 10, seed: 1))
    #expect(rows(of: data.train) == Array(rows(of: longer.train).prefix(10)))
    #expect(rows(of: data.train) != rows(of: other.train))
    #expect(rows(of: data.train) != Array(rows(of: data.test).prefix(10)))
    #expect(data.dataSHA256 != longer.dataSHA256 && data.dataSHA256 != other.dataSHA256)
    var reseeded = DatasetConfiguration(
      source: .linearRegression(LinearRegressionSource(points: 10)))
    reseeded.seed = 99
    #expect(try reseeded.load().dataSHA256 == data.dataSHA256)
  }

  @Test func `rows of numbers have nothing to pad`() {
    let padded = DatasetConfiguration(source: .xor, padding: 1)
    let augmented = DatasetConfiguration(source: .xor, augmentation: Augmentation(shift: 1))
    #expect(throws: DatasetError.noImages(.padding)) { try padded.describe() }
    #expect(throws: DatasetError.noImages(.augment)) { try augmented.describe() }
  }

  @Test func `standard takes each column's mean and deviation of the training rows`() throws {
    let files = TemporaryFiles()
    files.write("a,b,c,y\n1,10,0.1,0\n3,10,0.1,0\n5,10,0.1,0\n7,11,0.1,0\n", to: "all.csv")
    let data = try DatasetConfiguration(
      source: .csv(CSVSource(train: "all.csv")), train: .range(0..<3), test: .range(3..<4),
      normalization: .standard, places: files.places
    ).load()
    let step = Float(2 / (8.0 / 3).squareRoot())
    #expect(rows(of: data.train) == [[-step, 0, 0], [0, 0, 0], [step, 0, 0]])
    // Constant columns are centred only.
    #expect(rows(of: data.test)[0][0] == Float(4 / (8.0 / 3).squareRoot()))
    #expect(rows(of: data.test)[0][1] == 1)
    #expect(abs(rows(of: data.test)[0][2]) < 1e-8)
  }
}
