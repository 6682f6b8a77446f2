package import Images

/// What a look at a folder of pictures found.
package struct PictureSurvey: Hashable, Sendable {
  package let path: String
  /// The names of the classes.
  package let classes: [String]
  package let trainCount: Int
  /// 0 if all pictures are of one part.
  package let testCount: Int
  /// The number of training pictures of each class.
  package let classCounts: [Int]
  /// The smallest and the largest height and width among the pictures that were decoded.
  package let smallest: [Int]
  package let largest: [Int]
  /// The height and width that suit a first network.
  package let size: [Int]
  /// 1 if all decoded pictures are grey, otherwise 3.
  package let channels: Int
  /// The folders beside `train` and `test`.
  package let unread: [String]
  /// How pictures of other proportions fit.
  package let fit: Fit

  /// The most pictures that are decoded to learn their sizes.
  private static let mostDecoded = 100
  /// The longest side of a picture that a first network gets.
  package static let longestSide = 64

  /// - Throws: a `DatasetError` if the folder has no classes, or a picture cannot be decoded.
  init(_ path: String, _ places: DataSearchPaths) throws(DatasetError) {
    let listing = try PictureListing(path, places)
    self.path = path
    classes = listing.classes
    unread = listing.unread
    trainCount = listing.train.files.count
    testCount = listing.test?.files.count ?? 0
    var counts = [Int](repeating: 0, count: classes.count)
    for label in listing.train.labels { counts[Int(label)] += 1 }
    classCounts = counts
    var sizes: [[Int]] = []
    var isGrey = true
    for part in [listing.train, listing.test].compactMap(\.self) {
      let step = max(1, part.files.count / Self.mostDecoded)
      for index in stride(from: 0, to: part.files.count, by: step) {
        let picture = try part.decode(index, with: PictureDecoder())
        sizes.append([picture.height, picture.width])
        if picture.channels != 1 { isGrey = false }
      }
    }
    let (heights, widths) = (sizes.map { $0[0] }.sorted(), sizes.map { $0[1] }.sorted())
    smallest = [heights[0], widths[0]]
    largest = [heights[heights.count - 1], widths[widths.count - 1]]
    channels = isGrey ? 1 : 3
    size = Self.size([heights[heights.count / 2], widths[widths.count / 2]])
    let proportion = Double(size[1]) / Double(size[0])
    let isAlike = sizes.allSatisfy { size in
      let other = Double(size[1]) / Double(size[0])
      return max(other, proportion) <= 1.1 * min(other, proportion)
    }
    fit = isAlike ? .stretch : .pad
  }

  /// Whether the decoded pictures have several sizes.
  package var haveSeveralSizes: Bool { smallest != largest }

  /// The size, or the same proportions with the longest side that a first network gets.
  static func size(_ median: [Int]) -> [Int] {
    let side = median.max() ?? 1
    guard side > longestSide else { return median }
    return median.map { max(1, ($0 * longestSide + side / 2) / side) }
  }
}
