/// Decodes the blocks of one scan (ITU-T T.81, F.2.2 and G.2).
struct BlockDecoder {
  var bits: BitReader
  /// The coefficients of a sequential block, `block[8, 8]`.
  private(set) var block = [Int16](repeating: 0, count: 64)
  let quantizers: [[UInt16]]
  private let file: [UInt8]
  private let segment: JPEGSegment
  private let dc: [HuffmanTable]
  private let ac: [HuffmanTable]
  /// The last mean value of each plane.
  private var means = [0, 0, 0, 0]
  /// Further blocks whose band has no new coefficients.
  var emptyBlocks = 0
  let band: ClosedRange<Int>
  let low: Int

  /// - Throws: a `PictureError` if a table that the scan needs is not defined.
  init(
    _ file: [UInt8], at offset: Int, _ scan: JPEGScan, _ frame: JPEGFrame,
    _ segment: JPEGSegment, _ tables: JPEGTables
  ) throws(PictureError) {
    bits = BitReader(file, at: offset)
    self.file = file
    self.segment = segment
    (band, low) = (scan.band, scan.low)
    quantizers = scan.planes.map { frame.components[$0.index].quantizers ?? [] }
    let none = HuffmanTable(counts: [Int](repeating: 0, count: 16), symbols: [])
    func find(
      _ list: [HuffmanTable?], _ number: Int, _ isNeeded: Bool, _ kind: String
    ) throws(PictureError) -> HuffmanTable {
      guard let table = isNeeded ? list[number] : none else {
        throw segment.error("\(kind) table \(number) is not defined")
      }
      return table
    }
    var (dc, ac): ([HuffmanTable], [HuffmanTable]) = ([], [])
    for plane in scan.planes {
      let needsDC = band.lowerBound == 0 && scan.high == 0
      dc.append(try find(tables.dc, plane.dc, needsDC, "DC"))
      ac.append(try find(tables.ac, plane.ac, band.upperBound > 0, "AC"))
    }
    (self.dc, self.ac) = (dc, ac)
  }

  func damaged(_ problem: String) -> PictureError {
    PictureError(at: bits.offset, in: "scan at byte \(segment.start)", problem)
  }

  var wrongCode: PictureError { damaged("the bits are no code of the Huffman table") }

  /// Decodes a block of a sequential file; returns whether all coefficients but the mean are 0.
  ///
  /// - Throws: a `PictureError` for a code that is not in the table, and for too many coefficients.
  mutating func sequential(_ plane: Int) throws(PictureError) -> Bool {
    for index in 0..<64 { block[index] = 0 }
    block[0] = Int16(truncatingIfNeeded: try nextMean(plane))
    var isFlat = true
    var index = 1
    while index < 64 {
      bits.fill()
      guard let code = ac[plane].next(&bits) else { throw wrongCode }
      let (run, size) = (code >> 4, code & 15)
      if size == 0 {
        if run < 15 { break }
        index += 16
        continue
      }
      index += run
      guard index < 64 else { throw damaged("a block has more than 64 coefficients") }
      block[Int(zigzag[index])] = Int16(truncatingIfNeeded: bits.readSigned(size))
      isFlat = false
      index += 1
    }
    return isFlat
  }

  /// Reads the difference to the last mean value of the plane (F.2.2.1).
  mutating func nextMean(_ plane: Int) throws(PictureError) -> Int {
    bits.fill()
    guard let size = dc[plane].next(&bits) else { throw wrongCode }
    // At most 2³² differences of 16 bits each.
    means[plane] += bits.readSigned(size)
    return means[plane]
  }

  /// The table of a scan of one plane.
  mutating func nextOfBand() throws(PictureError) -> Int {
    bits.fill()
    guard let code = ac[0].next(&bits) else { throw wrongCode }
    return code
  }

  /// Goes on behind the restart marker that must be next (F.2.1.3.1).
  ///
  /// - Throws: a `PictureError` if it is not there.
  mutating func restart(_ number: Int) throws(PictureError) {
    let unread = bits.unreadBytes
    guard unread == 0 else {
      throw damaged("\(unread) bytes are left before the restart marker RST\(number)")
    }
    var place = bits.offset
    while place + 1 < file.count, file[place + 1] == 0xFF { place += 1 }
    guard place + 1 < file.count else {
      throw .truncated(
        at: file.count, in: "scan at byte \(segment.start)", "RST\(number) is missing")
    }
    guard file[place + 1] == 0xD0 + UInt8(number) else {
      throw damaged("the marker \(JPEGSegment.name(file[place + 1])) instead of RST\(number)")
    }
    bits.restart(at: place + 2)
    means = [0, 0, 0, 0]
    emptyBlocks = 0
  }

  /// Returns where the marker after the scan is.
  ///
  /// - Throws: a `PictureError` if bytes are left before it.
  func end() throws(PictureError) -> Int {
    let unread = bits.unreadBytes
    guard unread == 0 else {
      throw damaged("\(unread) bytes are left after the last block of the scan")
    }
    return bits.offset
  }

  /// The error for a scan that ends within a unit.
  func exhausted(_ unit: Int, of count: Int) -> PictureError {
    let problem = "the scan ends within unit \(unit + 1) of \(count)"
    return bits.offset >= file.count - 1
      ? .truncated(at: file.count, in: "scan at byte \(segment.start)", problem)
      : damaged(problem)
  }
}
