import Datasets
import Engine
import Testing

/// One group in lane layout, from a buffer that held something else before.
func gathered(_ examples: [Int32], from set: ExampleSet) -> [Float] {
  var x = [Float](repeating: .nan, count: set.shape.count * laneCount)
  var span = x.mutableSpan
  set.gather(examples.span, into: &span)
  return x
}

@Suite("Gather")
struct GatherTests {
  private static let lanes: [[Int32]] = [
    [], [4], [0, 1], [6, 6, 6], Array(0..<7) + Array(0..<7), Array(0..<7) + Array(0..<7) + [3],
    Array(0..<7) + Array(0..<7) + [5, 2],
  ]

  @Test(arguments: lanes, [0, 1, 3])
  func `images arrive padded and normalised, as from a naive twin`(
    examples: [Int32], padding: Int
  ) throws {
    let (channels, height, width) = (2, 3, 5)
    let size = channels * height * width
    let bytes = (0..<11 + 9 * size).map { UInt8(truncatingIfNeeded: $0 * 89 + $0 / 7) }
    let table = try #require(NormalizationTable.standard(of: ByteHistogram(bytes.span)))
    let images = ByteImages(
      bytes: bytes, offset: 11, rawShape: Shape(channels, height, width), padding: padding,
      tables: [table])
    let set = ExampleSet(
      images: images, indices: Array(2..<9), targets: .classes([0, 1, 2, 3, 4, 5, 6]))
    #expect(set.shape == Shape(channels, height + 2 * padding, width + 2 * padding))

    var expected = [Float]()
    for c in 0..<channels {
      for y in -padding..<height + padding {
        for x in -padding..<width + padding {
          for lane in 0..<16 {
            guard lane < examples.count else {
              expected.append(0)
              continue
            }
            let image = 11 + (2 + Int(examples[lane])) * size
            let inside = (0..<height).contains(y) && (0..<width).contains(x)
            let byte = inside ? bytes[image + (c * height + y) * width + x] : 0
            expected.append(table.values[Int(byte)])
          }
        }
      }
    }
    #expect(gathered(examples, from: set) == expected)
  }

  @Test(arguments: lanes)
  func `floats arrive as they are`(examples: [Int32]) {
    let features = 6
    let floats = (0..<7 * features).map { Float($0) + 0.5 }
    let set = ExampleSet(
      floats: floats, shape: Shape(features), indices: Array(0..<7),
      targets: .values([Float](repeating: 1, count: 7), width: 1))
    let x = gathered(examples, from: set)
    for feature in 0..<features {
      for lane in 0..<16 {
        let expected =
          lane < examples.count ? floats[Int(examples[lane]) * features + feature] : 0
        #expect(x[feature * 16 + lane] == expected)
      }
    }
  }
}
