/// One colour plane of a JPEG file.
struct JPEGComponent {
  let id: UInt8
  /// Sampling factors.
  let h: Int
  let v: Int
  let quantizerNumber: Int
  /// Samples of the plane that are part of the picture.
  let width: Int
  let height: Int
  /// Blocks of 8×8 samples of a scan of this plane alone.
  let blockColumns: Int
  let blockRows: Int
  /// Blocks of the plane with what scans of several planes add at the right and the bottom.
  let columns: Int
  let rows: Int

  /// The table when the first scan of the plane began; nil before.
  var quantizers: [UInt16]?
  /// `samples[8 * rows, 8 * columns]`.
  var samples: [UInt8] = []
  /// `coefficients[rows, columns, 8, 8]`, only for progressive files.
  var coefficients: [Int16] = []
  /// For each coefficient in the order of the file: how many low bits are still missing; nil: all.
  /// Only for progressive files.
  var missingBits: [Int?] = []

  /// Bytes from one row of samples to the next.
  var stride: Int { 8 * columns }

  /// - Parameters:
  ///   - maximum: the largest sampling factors of the frame.
  init(
    id: UInt8, h: Int, v: Int, quantizerNumber: Int, width: Int, height: Int,
    maximum: (h: Int, v: Int)
  ) {
    self.id = id
    self.h = h
    self.v = v
    self.quantizerNumber = quantizerNumber
    func quotient(_ value: Int, _ divisor: Int) -> Int { (value + divisor - 1) / divisor }
    self.width = quotient(width * h, maximum.h)
    self.height = quotient(height * v, maximum.v)
    blockColumns = quotient(width * h, maximum.h * 8)
    blockRows = quotient(height * v, maximum.v * 8)
    columns = quotient(width, maximum.h * 8) * h
    rows = quotient(height, maximum.v * 8) * v
  }
}
