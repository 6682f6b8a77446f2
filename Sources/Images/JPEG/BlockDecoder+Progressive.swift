/// Blocks of progressive scans (ITU-T T.81, annex G). Each block is
/// `coefficients[place..<place + 64]`, in rows of 8.
extension BlockDecoder {
  /// The first bits of the mean value (G.1.2.1).
  mutating func firstDC(
    _ plane: Int, _ coefficients: inout [Int16], at place: Int
  ) throws(PictureError) {
    coefficients[place] = Int16(truncatingIfNeeded: try nextMean(plane) << low)
  }

  /// One more bit of the mean value (G.1.2.1).
  mutating func refineDC(_ coefficients: inout [Int16], at place: Int) {
    bits.fill()
    coefficients[place] |= Int16(truncatingIfNeeded: bits.read(1) << low)
  }

  /// The first bits of a band (G.1.2.2).
  mutating func firstAC(_ coefficients: inout [Int16], at place: Int) throws(PictureError) {
    if emptyBlocks > 0 {
      emptyBlocks -= 1
      return
    }
    var index = band.lowerBound
    while index <= band.upperBound {
      let code = try nextOfBand()
      let (run, size) = (code >> 4, code & 15)
      if size == 0 {
        if run < 15 {
          emptyBlocks = run == 0 ? 0 : 1 << run + bits.read(run) - 1
          return
        }
        index += 16
        continue
      }
      index += run
      guard index <= band.upperBound else {
        throw damaged("a block has coefficients behind the band")
      }
      coefficients[place + Int(zigzag[index])] = Int16(
        truncatingIfNeeded: bits.readSigned(size) << low)
      index += 1
    }
  }

  /// One more bit of a band, and coefficients that are new with it (G.1.2.3).
  mutating func refineAC(_ coefficients: inout [Int16], at place: Int) throws(PictureError) {
    var index = band.lowerBound
    if emptyBlocks == 0 {
      while index <= band.upperBound {
        let code = try nextOfBand()
        var (run, value) = (code >> 4, 0)
        switch code & 15 {
        case 0 where run < 15:
          emptyBlocks = run == 0 ? 1 : 1 << run + bits.read(run)
        case 0: break
        case 1: value = bits.read(1) == 1 ? 1 << low : -1 << low
        default: throw damaged("a refined block has a new coefficient of more than one bit")
        }
        if emptyBlocks > 0 { break }
        // Zeros are counted; what is not zero gets its next bit.
        while index <= band.upperBound {
          let coefficient = place + Int(zigzag[index])
          if coefficients[coefficient] != 0 {
            refine(&coefficients[coefficient])
          } else {
            if run == 0 { break }
            run -= 1
          }
          index += 1
        }
        if value != 0 {
          guard index <= band.upperBound else {
            throw damaged("a block has coefficients behind the band")
          }
          coefficients[place + Int(zigzag[index])] = Int16(truncatingIfNeeded: value)
        }
        index += 1
      }
    }
    if emptyBlocks > 0 {
      while index <= band.upperBound {
        let coefficient = place + Int(zigzag[index])
        if coefficients[coefficient] != 0 { refine(&coefficients[coefficient]) }
        index += 1
      }
      emptyBlocks -= 1
    }
  }

  /// Reads the next bit of a coefficient's magnitude.
  @inline(__always)
  private mutating func refine(_ coefficient: inout Int16) {
    bits.fill()
    guard bits.read(1) == 1 else { return }
    let bit: Int16 = 1 << Int16(truncatingIfNeeded: low)
    if coefficient & bit == 0 { coefficient &+= coefficient > 0 ? bit : -bit }
  }
}
