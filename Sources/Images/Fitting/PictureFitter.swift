/// Brings pictures to the input of a network, one after another with the same buffers. Each thread
/// needs its own.
///
/// README.md states the arithmetic: channels first, then the part, then the scaling.
package struct PictureFitter: ~Copyable {
  private var resampler = Resampler()

  package init() {}

  /// - Parameter channels: 1: grey; 3: red, green and blue.
  /// - Returns: `[channels, height, width]`.
  /// - Precondition: height and width are at least 1, and channels is 1 or 3.
  package mutating func fitted(
    _ picture: Picture, height: Int, width: Int, channels: Int, fit: Fit
  ) -> [UInt8] {
    precondition(height > 0 && width > 0 && (channels == 1 || channels == 3))
    let placement = Placement(fit, from: (picture.height, picture.width), to: (height, width))
    let picture = channels == 1 ? picture.gray : picture
    var planes = [UInt8](repeating: 0, count: channels * height * width)
    resampler.scale(
      picture, placement.part,
      to: Resampler.Target(
        size: placement.size, start: placement.top * width + placement.left, rowBytes: width,
        planeBytes: height * width),
      in: &planes)
    // Grey is scaled once, and repeated.
    for channel in picture.channels..<channels {
      for i in 0..<height * width { planes[channel * height * width + i] = planes[i] }
    }
    return planes
  }
}
