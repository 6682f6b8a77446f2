extension Picture {
  /// Returns the picture as the input of a network. For many pictures, a `PictureFitter` is faster.
  ///
  /// - Parameter channels: 1: grey; 3: red, green and blue.
  /// - Returns: `[channels, height, width]`.
  /// - Precondition: height and width are at least 1, and channels is 1 or 3.
  package func fitted(height: Int, width: Int, channels: Int, fit: Fit) -> [UInt8] {
    var fitter = PictureFitter()
    return fitter.fitted(self, height: height, width: width, channels: channels, fit: fit)
  }

  /// Returns the picture in grey.
  var gray: Picture {
    guard channels == 3 else { return self }
    var result = [UInt8](repeating: 0, count: height * width)
    let bytes = bytes.span
    var gray = result.mutableSpan
    for i in gray.indices { gray[i] = luma(bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]) }
    return Picture(height: height, width: width, channels: 1, bytes: result, origin: origin)
  }
}

/// The brightness of a colour (ITU-R BT.601-7, 2.5.1) in 2⁻¹⁶, rounded to nearest.
@inline(__always)
private func luma(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> UInt8 {
  let sum = UInt32(red) &* 19595 &+ UInt32(green) &* 38470 &+ UInt32(blue) &* 7471 &+ 0x8000
  return UInt8(truncatingIfNeeded: sum &>> 16)
}
