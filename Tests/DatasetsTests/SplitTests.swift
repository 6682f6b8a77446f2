import Datasets
import Testing

/// Splits and folds of one table: column `place` numbers the rows, three classes have 30, 20 and 10
/// rows, and four rows next to each other are a group.
struct SplitTests {
  private let files = TemporaryFiles()

  private func load(
    _ split: DatasetSplit?, _ fold: DatasetFold? = nil, seed: UInt64 = 7
  ) throws -> LoadedDataset {
    let lines = (0..<60).map { row in
      "\(row),\(row / 4),\(row < 30 ? 0 : row < 50 ? 1 : 2)\n"
    }.joined()
    files.write("place,group,class\n" + lines, to: "all.csv")
    var source = CSVSource(train: "all.csv", classes: .count(3))
    source.group = split?.group
    return try DatasetConfiguration(
      source: .csv(source), split: split, fold: fold, seed: seed, places: files.places
    ).load()
  }

  private func classCounts(_ set: ExampleSet) -> [Int] {
    guard case .classes(let classes) = set.targets else { return [] }
    return (0..<3).map { label in classes.count { $0 == label } }
  }

  @Test func `every example is in one part, and the experiment's seed moves none`() throws {
    let split = DatasetSplit(test: 0.2, validation: 0.1)
    let data = try load(split)
    let validation = try #require(data.validation)
    #expect(data.test.count == 12 && validation.count == 6)
    let all = data.train.indices + validation.indices + data.test.indices
    #expect(all.sorted() == Array(0..<60))
    #expect(try load(split, seed: 8).test.indices == data.test.indices)
    let other = DatasetSplit(test: 0.2, validation: 0.1, seed: 1)
    #expect(try load(other).test.indices != data.test.indices)
  }

  @Test func `a stratified split keeps the proportions of the classes in every part`() throws {
    let data = try load(DatasetSplit(test: 0.2, validation: 0.1, isStratified: true))
    #expect(classCounts(data.test) == [6, 4, 2])
    #expect(try classCounts(#require(data.validation)) == [3, 2, 1])
    #expect(classCounts(data.train) == [21, 14, 7])
  }

  @Test func `a group is in one part`() throws {
    let data = try load(DatasetSplit(test: 0.2, validation: 0.2, group: .name("group")))
    let parts = [data.train, try #require(data.validation), data.test].map { set in
      Set(set.indices.map { $0 / 4 })
    }
    #expect(parts.reduce(0) { $0 + $1.count } == 15)
    #expect(data.test.count == 12 && data.validation?.count == 12)
  }

  @Test(arguments: [false, true])
  func `folds test every example once`(isStratified: Bool) throws {
    var tested: [Int] = []
    for index in 0..<5 {
      let data = try load(nil, DatasetFold(count: 5, index: index, isStratified: isStratified))
      #expect(data.test.count == 12 && data.train.count == 48)
      if isStratified { #expect(classCounts(data.test) == [6, 4, 2]) }
      tested += data.test.indices
    }
    #expect(tested.sorted() == Array(0..<60))
  }

  @Test func `a fold takes the place of the split's test part`() throws {
    let fold = DatasetFold(count: 4, index: 1)
    let data = try load(DatasetSplit(test: 0.5, validation: 0.2), fold)
    #expect(try data.test.indices == load(nil, fold).test.indices)
    #expect(data.validation?.count == 12 && data.train.count == 33)
  }

  @Test func `without a test part validation judges`() throws {
    let data = try load(DatasetSplit(validation: 0.25))
    #expect(data.test.count == 0 && data.validation?.count == 15)
  }

  @Test(
    arguments: [
      (
        DatasetSplit?.none, DatasetFold(count: 5, index: 5),
        "dataset.folds.index: must be from 0 to 4, the folds, not 5"
      ),
      (
        DatasetSplit(validation: 0.1), DatasetFold(count: 2, index: 7),
        "dataset.folds.index: must be from 0 to 1, the folds, not 7"
      ),
      (
        nil, DatasetFold(count: 61, index: 0),
        "dataset.folds: 60 examples or groups of them cannot fill 61 folds"
      ),
      (
        DatasetSplit(test: 0.999), nil,
        "dataset.split: of 60 examples or groups of them one part would get none"
      ),
      (DatasetSplit(), nil, "dataset.split: gives neither a test nor a validation part"),
    ] as [(DatasetSplit?, DatasetFold?, String)])
  func `what cannot be is refused`(split: DatasetSplit?, fold: DatasetFold?, message: String) {
    let error = #expect(throws: DatasetError.self) { try load(split, fold) }
    #expect(error?.description == message)
  }
}
