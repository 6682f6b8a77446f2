/// Decodes PBM, PGM and PPM, plain and raw (Netpbm, the formats' manual pages).
///
/// - Throws: a `PictureError` if the file is damaged or has more pixels.
func decodePNM(_ file: [UInt8], mostPixels: Int) throws(PictureError) -> Picture {
  var reader = PNMReader(file)
  let header = try PNMHeader(&reader, mostPixels: mostPixels)
  let count = header.width * header.height * header.channels
  let bytes =
    switch (header.isPlain, header.isBitmap) {
    case (true, true): try plainBits(&reader, count: count)
    case (true, false): try plainSamples(&reader, count: count, maximum: header.maximum)
    case (false, true): try rawBits(file, from: reader.offset, header)
    case (false, false):
      try rawSamples(file, from: reader.offset, count: count, maximum: header.maximum)
    }
  let bits = header.isBitmap ? 1 : header.maximum > 255 ? 16 : 8
  let color: Picture.Color =
    header.isBitmap ? .blackAndWhite : header.channels == 1 ? .gray : .rgb
  return Picture(
    height: header.height, width: header.width, channels: header.channels, bytes: bytes,
    origin: .init(format: .pnm, color: color, bits: bits))
}

/// Returns `value * 255 / maximum`, rounded to nearest, ties to even.
@inline(__always)
private func scaled(_ value: Int, maximum: Int) -> UInt8 {
  let (quotient, remainder) = (value * 255).quotientAndRemainder(dividingBy: maximum)
  let isUp = 2 * remainder > maximum || (2 * remainder == maximum && quotient & 1 == 1)
  return UInt8(truncatingIfNeeded: quotient + (isUp ? 1 : 0))
}

private func plainBits(
  _ reader: inout PNMReader, count: Int
) throws(PictureError) -> [UInt8] {
  try reader.checkRoom(for: count, bytesEach: 1)
  var bytes = [UInt8](repeating: 0, count: count)
  for index in 0..<count {
    // 1 is black.
    bytes[index] = try reader.bit(after: index, of: count) == 1 ? 0 : 255
  }
  return bytes
}

private func plainSamples(
  _ reader: inout PNMReader, count: Int, maximum: Int
) throws(PictureError) -> [UInt8] {
  // A digit and a blank each; the last blank may be missing.
  try reader.checkRoom(for: count, bytesEach: 2)
  var bytes = [UInt8](repeating: 0, count: count)
  for index in 0..<count {
    let value = try reader.number("sample \(index + 1) of \(count)")
    guard value <= maximum else {
      throw PictureError(
        at: reader.numberStart, "the sample \(value) is more than the maximum, \(maximum)")
    }
    bytes[index] = scaled(value, maximum: maximum)
  }
  return bytes
}

private func rawBits(
  _ file: [UInt8], from start: Int, _ header: PNMHeader
) throws(PictureError) -> [UInt8] {
  let rowBytes = (header.width + 7) / 8
  try checkRaw(file, from: start, needed: rowBytes * header.height)
  var bytes = [UInt8](repeating: 0, count: header.width * header.height)
  for y in 0..<header.height {
    for x in 0..<header.width {
      let bit = file[start + y * rowBytes + x >> 3] >> (7 - x & 7) & 1
      bytes[y * header.width + x] = bit == 1 ? 0 : 255
    }
  }
  return bytes
}

private func rawSamples(
  _ file: [UInt8], from start: Int, count: Int, maximum: Int
) throws(PictureError) -> [UInt8] {
  let bytesEach = maximum > 255 ? 2 : 1
  try checkRaw(file, from: start, needed: count * bytesEach)
  if maximum == 255 { return Array(file[start..<start + count]) }
  var bytes = [UInt8](repeating: 0, count: count)
  for index in 0..<count {
    let place = start + index * bytesEach
    let value = bytesEach == 2 ? file.bigEndian16(at: place) : Int(file[place])
    guard value <= maximum else {
      throw PictureError(at: place, "the sample \(value) is more than the maximum, \(maximum)")
    }
    bytes[index] = scaled(value, maximum: maximum)
  }
  return bytes
}

private func checkRaw(_ file: [UInt8], from start: Int, needed: Int) throws(PictureError) {
  guard file.count - start >= needed else {
    throw .truncated(
      at: file.count,
      "the pixels need \(needed) bytes from byte \(start) on, "
        + "but \(max(0, file.count - start)) are there")
  }
}
