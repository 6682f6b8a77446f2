import Datasets
import Testing

@Suite("MNIST")
struct MNISTTests {
  @Test(arguments: MNIST.files)
  func `every embedded file is the published one`(file: EmbeddedFile) throws {
    let sizes = [
      "train-images-idx3-ubyte": 47_040_016, "train-labels-idx1-ubyte": 60_008,
      "t10k-images-idx3-ubyte": 7_840_016, "t10k-labels-idx1-ubyte": 10_008,
    ]
    #expect(try file.verified().count == sizes[file.dataFile.name])
  }

  @Test func `a file with one other byte is not the published one`() throws {
    var bytes = try MNIST.testLabels.verified()
    bytes[100] ^= 1
    let file = MNIST.testLabels.dataFile
    do throws(DataFileProblem) {
      try file.verify(bytes)
      Issue.record("accepted")
    } catch {
      guard case .digest(let found, let expected) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(expected == file.sha256 && found != expected && found.count == 64)
    }
  }

  @Test func `the first digits are those of the published files`() throws {
    let data = try DatasetConfiguration(source: .mnist, train: .range(0..<10), test: .range(0..<10))
      .load()
    #expect(data.train.targets == .classes([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]))
    #expect(data.test.targets == .classes([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]))
    #expect(pixelSum(of: data.train, 0) == 27525)
    #expect(pixelSum(of: data.test, 0) == 18454)
  }

  @Test(arguments: [0..<1, 1999..<2001, 2000..<4000, 31_337..<31_338, 59_999..<60_000])
  func `any digits are those of the whole file, whatever members they are in`(
    range: Range<Int>
  ) throws {
    let whole = try MNIST.trainImages.verified()
    let data = try DatasetConfiguration(source: .mnist, train: .range(range), test: .range(0..<1))
      .load()
    for example in [0, range.count - 1] {
      let start = 16 + (range.lowerBound + example) * 784
      let x = gathered([Int32(example)], from: data.train)
      #expect((0..<784).allSatisfy { x[$0 * 16] == Float(whole[start + $0]) / 255 })
    }
  }

  @Test func `a validation far from the training is loaded with it`() throws {
    let whole = try MNIST.trainImages.verified()
    for (train, validation) in [(100..<200, 50_000..<50_010), (50_000..<50_010, 100..<200)] {
      let data = try DatasetConfiguration(
        source: .mnist, train: .range(train), validation: validation, test: .range(0..<1)
      ).load()
      let x = gathered([3], from: try #require(data.validation))
      let start = 16 + (validation.lowerBound + 3) * 784
      #expect((0..<784).allSatisfy { x[$0 * 16] == Float(whole[start + $0]) / 255 })
    }
  }

  @Test func `the images lie in members of 2,000, so that a subset needs few`() throws {
    for (file, count) in [(MNIST.trainImages, 30), (MNIST.testImages, 5)] {
      let members = try file.members()
      #expect(members.count == count && members.first?.inflated == 0..<16 + 2000 * 784)
      #expect(members.dropFirst().allSatisfy { $0.inflated.count == 2000 * 784 })
    }
  }

  @Test func `the last training digit is reached`() throws {
    let data = try DatasetConfiguration(
      source: .mnist, train: .range(59_999..<60_000), test: .range(0..<1)
    ).load()
    #expect(data.train.indices == [59_999])
    #expect(pixelSum(of: data.train, 0) == 20920)
  }

  /// The sum of an example's bytes, from its values in units of 1/255.
  private func pixelSum(of set: ExampleSet, _ example: Int32) -> Float {
    let x = gathered([example], from: set)
    return x.reduce(0) { $0 + ($1 * 255).rounded() }
  }
}
