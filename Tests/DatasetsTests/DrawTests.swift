import Datasets
import Testing

@Suite("Drawn subsets")
struct DrawTests {
  private func drawn(_ count: Int, stratified: Bool, seed: UInt64) throws -> ExampleSet {
    try DatasetConfiguration(
      source: .mnist, train: .drawn(count: count, isStratified: stratified),
      validation: 0..<50_000, test: .range(0..<1), seed: seed
    ).load().train
  }

  @Test func `a draw is a function of the seed, ascending, without repetition`() throws {
    let set = try drawn(500, stratified: false, seed: 1)
    #expect(set.indices == (try drawn(500, stratified: false, seed: 1)).indices)
    #expect(set.indices != (try drawn(500, stratified: false, seed: 2)).indices)
    #expect(zip(set.indices, set.indices.dropFirst()).allSatisfy { $0 < $1 })
    #expect(set.indices.allSatisfy { (50_000..<60_000).contains($0) })
  }

  @Test func `a stratified draw has each class in its share`() throws {
    // The last 10,000 training digits: 991, 1064, 990, 1030, 983, 915, 967, 1090, 1009, 961.
    guard case .classes(let classes) = try drawn(1000, stratified: true, seed: 3).targets else {
      return
    }
    let counts = (0..<10).map { digit in classes.count { $0 == digit } }
    #expect(counts == [99, 106, 99, 103, 98, 92, 97, 109, 101, 96])
  }

  @Test func `a draw of all is all`() throws {
    #expect(try drawn(10_000, stratified: true, seed: 9).indices == Array(50_000..<60_000))
  }

  @Test(arguments: [0, 10_001, -5])
  func `more than there are, or none, is refused`(count: Int) {
    let error = #expect(throws: DatasetError.self) {
      try drawn(count, stratified: false, seed: 1)
    }
    #expect(
      error?.description
        == "dataset.subset.train.count: must be from 1 to 10000, the examples of the train part "
        + "to draw from, not \(count)")
  }

  @Test func `a regression has no classes to stratify by`() {
    let configuration = DatasetConfiguration(
      source: .linearRegression(LinearRegressionSource()),
      train: .drawn(count: 10, isStratified: true))
    let error = #expect(throws: DatasetError.self) { try configuration.describe() }
    #expect(
      error?.description
        == "dataset.subset.train.stratified: true needs classes, and this is a regression")
  }
}
