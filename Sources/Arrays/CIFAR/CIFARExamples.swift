/// The examples of files in the binary form of CIFAR-10 or CIFAR-100 (Krizhevsky, Learning Multiple
/// Layers of Features from Tiny Images, 2009; "binary version" on its page).
///
/// A file is a sequence of records without a header: the labels, a byte each, then a picture of
/// 3 × 32 × 32 bytes, channels first.
package struct CIFARExamples: Sendable {
  package enum Form: String, Hashable, Sendable, CaseIterable {
    /// A label of 10 classes.
    case cifar10 = "CIFAR-10"
    /// A coarse label of 20 classes, then a fine one of 100.
    case cifar100 = "CIFAR-100"

    /// The classes of each label, in the order of the file.
    package var classCounts: [Int] { self == .cifar10 ? [10] : [20, 100] }

    /// The size of a record in bytes.
    package var recordSize: Int { classCounts.count + CIFARExamples.imageSize }

    fileprivate var other: Form { self == .cifar10 ? .cifar100 : .cifar10 }
  }

  package let form: Form
  /// The label of each example; of CIFAR-100, the fine one.
  package private(set) var labels: [UInt8] = []
  /// The coarse label of each example; of CIFAR-10, empty.
  package private(set) var coarseLabels: [UInt8] = []
  /// The pictures, one after another.
  package private(set) var pixels: [UInt8] = []

  package static let imageShape = [3, 32, 32]
  static let imageSize = 3 * 32 * 32
  /// The most bytes of a file, 1 GiB.
  package static let limit = 1 << 30

  /// Starts without examples.
  package init(_ form: Form) {
    self.form = form
  }

  package var count: Int { labels.count }

  /// The pictures `x[N, 3, 32, 32]`.
  ///
  /// - Precondition: there is at least one.
  package var images: NumericArray {
    NumericArray(shape: [count] + Self.imageShape, element: .u1, storage: pixels)
  }

  /// Adds the examples of a file.
  ///
  /// - Throws: a `CIFARProblem` if the file is not a sequence of whole records, or a label is no
  ///   class. No example is added then.
  package mutating func append(_ file: [UInt8]) throws(ArrayProblem) {
    let size = form.recordSize
    guard file.count <= Self.limit else {
      throw .cifar(.tooLarge(bytes: file.count, limit: Self.limit))
    }
    guard !file.isEmpty, file.count % size == 0 else {
      let isOther = !file.isEmpty && file.count % form.other.recordSize == 0
      throw .cifar(
        .size(bytes: file.count, form: form, isOf: isOther ? form.other : nil))
    }
    let recordCount = file.count / size
    let classCounts = form.classCounts
    for record in 0..<recordCount {
      for (place, classCount) in classCounts.enumerated() {
        let label = file[record * size + place]
        guard label < classCount else {
          throw .cifar(
            .label(
              found: label, record: record, classCount: classCount,
              isCoarse: classCounts.count == 2 && place == 0))
        }
      }
    }
    labels.reserveCapacity(count + recordCount)
    pixels.reserveCapacity(pixels.count + recordCount * Self.imageSize)
    for start in stride(from: 0, to: file.count, by: size) {
      if form == .cifar100 { coarseLabels.append(file[start]) }
      let pixelStart = start + classCounts.count
      labels.append(file[pixelStart - 1])
      pixels += file[pixelStart..<start + size]
    }
  }
}
