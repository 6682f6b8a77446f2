/// The tables that segments before a scan define.
struct JPEGTables {
  /// Quantizers in the order of rows.
  private(set) var quantizers: [[UInt16]?] = [nil, nil, nil, nil]
  private(set) var dc: [HuffmanTable?] = [nil, nil, nil, nil]
  private(set) var ac: [HuffmanTable?] = [nil, nil, nil, nil]
  /// Units from one restart marker to the next; 0: none.
  private(set) var restartInterval = 0

  /// DQT (ITU-T T.81, B.2.4.1).
  ///
  /// - Throws: a `PictureError` if the tables do not fill the segment.
  mutating func addQuantizers(_ file: [UInt8], _ segment: JPEGSegment) throws(PictureError) {
    var place = segment.content.lowerBound
    while place < segment.content.upperBound {
      let (precision, number) = (Int(file[place] >> 4), Int(file[place] & 15))
      place += 1
      guard precision < 2, number < 4 else {
        throw segment.error(
          "table \(number) of precision \(precision); there are 0 to 3 of 0 and 1")
      }
      let bytesEach = precision + 1
      guard segment.content.upperBound - place >= 64 * bytesEach else {
        throw segment.error("table \(number) is shorter than \(64 * bytesEach) bytes")
      }
      var table = [UInt16](repeating: 0, count: 64)
      for index in 0..<64 {
        let value =
          bytesEach == 1 ? Int(file[place + index]) : file.bigEndian16(at: place + 2 * index)
        table[Int(zigzag[index])] = UInt16(truncatingIfNeeded: value)
      }
      quantizers[number] = table
      place += 64 * bytesEach
    }
  }

  /// DHT (ITU-T T.81, B.2.4.2).
  ///
  /// - Throws: a `PictureError` if the tables do not fill the segment, or are no prefix codes.
  mutating func addHuffmanTables(_ file: [UInt8], _ segment: JPEGSegment) throws(PictureError) {
    var place = segment.content.lowerBound
    while place < segment.content.upperBound {
      let (kind, number) = (file[place] >> 4, Int(file[place] & 15))
      guard kind < 2, number < 4 else {
        throw segment.error("table \(number) of class \(kind); there are 0 to 3 of 0 and 1")
      }
      let name = "\(kind == 0 ? "DC" : "AC") table \(number)"
      guard segment.content.upperBound - place >= 17 else {
        throw segment.error("\(name) is cut off")
      }
      let counts = file[place + 1...place + 16].map(Int.init)
      let total = counts.reduce(0, +)
      place += 17
      guard total <= 256, segment.content.upperBound - place >= total else {
        throw segment.error("\(name) has \(total) codes, more than follow")
      }
      let symbols = Array(file[place..<place + total])
      guard let table = HuffmanTable(counts: counts, symbols: symbols) else {
        throw segment.error("\(name) has more codes of some length than there can be")
      }
      if kind == 0 {
        guard symbols.allSatisfy({ $0 < 16 }) else {
          throw segment.error("\(name) has symbols above 15")
        }
        dc[number] = table
      } else {
        ac[number] = table
      }
      place += total
    }
  }

  /// DRI (ITU-T T.81, B.2.4.4).
  ///
  /// - Throws: a `PictureError` if the segment has another length.
  mutating func setRestartInterval(_ file: [UInt8], _ segment: JPEGSegment) throws(PictureError) {
    guard segment.content.count == 2 else {
      throw segment.error("\(segment.content.count + 2) bytes; DRI has 4")
    }
    restartInterval = file.bigEndian16(at: segment.content.lowerBound)
  }
}

/// For each coefficient in the order of the file, its place in a block of 8 rows (ITU-T T.81,
/// figure A.6).
let zigzag: [UInt8] = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]
