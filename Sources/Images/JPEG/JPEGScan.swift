/// The header of a scan, SOS (ITU-T T.81, B.2.3).
struct JPEGScan {
  /// Indices of the frame's planes, with the numbers of their tables.
  let planes: [Plane]
  /// First and last coefficient.
  let band: ClosedRange<Int>
  /// The bits that were missing before, 0 in a first scan, and those that are missing after it.
  let high: Int
  let low: Int

  struct Plane {
    let index: Int
    let dc: Int
    let ac: Int
  }

  /// - Throws: a `PictureError` if the header is damaged or does not fit the frame.
  init(_ file: [UInt8], _ segment: JPEGSegment, _ frame: JPEGFrame) throws(PictureError) {
    let start = segment.content.lowerBound
    let count = segment.content.isEmpty ? 0 : Int(file[start])
    guard 1...4 ~= count, segment.content.count == 4 + 2 * count else {
      throw segment.error("\(segment.content.count + 2) bytes for \(count) planes")
    }
    var planes: [Plane] = []
    for number in 0..<count {
      let place = start + 1 + 2 * number
      let id = file[place]
      guard let index = frame.components.firstIndex(where: { $0.id == id }) else {
        throw segment.error("plane \(id), which the frame does not have")
      }
      guard !planes.contains(where: { $0.index == index }) else {
        throw segment.error("plane \(id) twice")
      }
      let tables = (dc: Int(file[place + 1] >> 4), ac: Int(file[place + 1] & 15))
      guard tables.dc < 4, tables.ac < 4 else {
        throw segment.error("tables \(tables.dc) and \(tables.ac); there are 0 to 3")
      }
      planes.append(Plane(index: index, dc: tables.dc, ac: tables.ac))
    }
    let blocks = planes.map { frame.components[$0.index] }.map { $0.h * $0.v }.reduce(0, +)
    guard count == 1 || blocks <= 10 else {
      throw segment.error("\(blocks) blocks in a unit; there are at most 10")
    }
    self.planes = planes
    let end = start + 1 + 2 * count
    guard frame.isProgressive else {
      (band, high, low) = (0...63, 0, 0)
      return
    }
    let (first, last) = (Int(file[end]), Int(file[end + 1]))
    (high, low) = (Int(file[end + 2] >> 4), Int(file[end + 2] & 15))
    guard first <= last, last < 64, first > 0 || last == 0, first == 0 || count == 1, low < 14,
      high == 0 || low == high - 1
    else {
      throw segment.error(
        "coefficients \(first) to \(last) with bits \(high) and \(low) of \(count) planes; "
          + "no progressive scan is like that")
    }
    band = first...last
  }

  /// Notes in the frame what the scan is going to add.
  ///
  /// - Throws: a `PictureError` if an earlier scan is missing or has added that already.
  func register(in frame: inout JPEGFrame, _ segment: JPEGSegment, _ tables: JPEGTables)
    throws(PictureError)
  {
    for plane in planes {
      let component = frame.components[plane.index]
      let isFirst = component.quantizers == nil
      if isFirst {
        guard component.quantizerNumber < 4,
          let quantizers = tables.quantizers[component.quantizerNumber]
        else {
          throw segment.error("quantization table \(component.quantizerNumber) is not defined")
        }
        frame.components[plane.index].quantizers = quantizers
      }
      guard frame.isProgressive else {
        if isFirst { continue }
        throw segment.error("a second scan of plane \(component.id)")
      }
      if band.lowerBound > 0, component.missingBits[0] == nil {
        throw segment.error("no scan before has the mean values of plane \(component.id)")
      }
      for index in band {
        guard component.missingBits[index] ?? 0 == high,
          (component.missingBits[index] == nil) == (high == 0)
        else {
          throw segment.error(
            "coefficient \(index) of plane \(component.id) is to be refined from bit \(high), but "
              + (component.missingBits[index].map { "bit \($0) was last" } ?? "it is not there yet")
          )
        }
        frame.components[plane.index].missingBits[index] = low
      }
    }
  }
}
