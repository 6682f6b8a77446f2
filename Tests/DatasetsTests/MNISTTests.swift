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
    do throws(FileProblem) {
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
