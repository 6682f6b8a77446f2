extension Picture {
  /// Returns the picture as the input of a network.
  ///
  /// README.md states the arithmetic: channels first, then the part, then the scaling.
  ///
  /// - Parameter channels: 1: grey; 3: red, green and blue.
  /// - Returns: `[channels, height, width]`.
  /// - Precondition: height and width are at least 1, and channels is 1 or 3.
  package func fitted(height: Int, width: Int, channels: Int, fit: Fit) -> [UInt8] {
    precondition(height > 0 && width > 0 && (channels == 1 || channels == 3))
    let placement = Placement(
      fit, from: (self.height, self.width), to: (height, width))
    // Grey is scaled once, and repeated in the end.
    let scaledChannels = min(channels, self.channels)
    let part = part(placement.part, isGray: scaledChannels == 1)
    let scaled = resampled(
      part, from: placement.part.size, to: placement.size, channels: scaledChannels)
    var planes = [UInt8](repeating: 0, count: channels * height * width)
    for channel in 0..<channels {
      let source = min(channel, scaledChannels - 1)
      for y in 0..<placement.size.height {
        let to = (channel * height + placement.top + y) * width + placement.left
        let from = y * placement.size.width * scaledChannels + source
        for x in 0..<placement.size.width { planes[to + x] = scaled[from + x * scaledChannels] }
      }
    }
    return planes
  }

  /// Returns the pixels of a part, made grey where they are not and should be.
  private func part(_ part: Placement.Part, isGray: Bool) -> [UInt8] {
    let isConverted = isGray && channels == 3
    if part.size.height == height && part.size.width == width && !isConverted { return bytes }
    var result = [UInt8](
      repeating: 0, count: part.size.height * part.size.width * (isGray ? 1 : 3))
    var place = 0
    for y in 0..<part.size.height {
      let start = ((part.top + y) * width + part.left) * channels
      if isConverted {
        for x in 0..<part.size.width {
          result[place + x] = luma(
            bytes[start + 3 * x], bytes[start + 3 * x + 1], bytes[start + 3 * x + 2])
        }
        place += part.size.width
      } else {
        let count = part.size.width * channels
        for index in 0..<count { result[place + index] = bytes[start + index] }
        place += count
      }
    }
    return result
  }
}

/// The brightness of a colour (ITU-R BT.601-7, 2.5.1) in 2⁻¹⁶, rounded to nearest.
@inline(__always)
private func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  let sum = UInt32(red) &* 19595 &+ UInt32(green) &* 38470 &+ UInt32(blue) &* 7471 &+ 0x8000
  return UInt8(truncatingIfNeeded: sum &>> 16)
}
