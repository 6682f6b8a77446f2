import CKernels
import Engine
import Testing

/// Rows and classes as they are gathered into lanes.
@Suite struct RowKernelTests {
  private static let order: [Int32] = [4, 0, 6, 6, 2, 5, 1, 3, 0, 2, 4, 6, 1, 5, 3, 2]

  @Test(arguments: [1, 2, 7, 15, 16], [1, 3, 20])
  func `rows of numbers are gathered, and lanes past the last are zero`(
    examples: Int, features: Int
  ) {
    let rows = noise(7 * features, 1)
    for set in kernelSets {
      var x = noise(features * 16, 2)
      set.gather_rows(Int32(features), Int32(examples), Self.order, rows, &x)
      for feature in 0..<features {
        for lane in 0..<16 {
          let row = Int(Self.order[lane])
          let expected = lane < examples ? rows[row * features + feature] : 0
          #expect(x[feature * 16 + lane] == expected, "\(set.title), lane \(lane)")
        }
      }
    }
  }

  @Test(arguments: [1, 2, 7, 15, 16], [1, 2, 5])
  func `classes are gathered as numbers or as one-hot vectors`(examples: Int, width: Int) {
    let classes: [UInt16] = [0, 1, 1, 0, 4, 65_535, 3]
    for set in kernelSets {
      var t = noise(width * 16, 2)
      set.gather_classes(Int32(width), Int32(examples), Self.order, classes, &t)
      for k in 0..<width {
        for lane in 0..<16 {
          let label = classes[Int(Self.order[lane])]
          let value: Float = width == 1 ? Float(label) : Int(label) == k ? 1 : 0
          #expect(t[k * 16 + lane] == (lane < examples ? value : 0), "\(set.title), lane \(lane)")
        }
      }
    }
  }
}
