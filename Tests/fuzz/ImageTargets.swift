import Images

/// A PNG file. Its first byte says which fitting follows.
@Sendable func fuzzPNG(_ input: [UInt8]) { decodePicture(input) }

/// A JPEG file, in the same manner.
@Sendable func fuzzJPEG(_ input: [UInt8]) { decodePicture(input) }

/// A PNM file, in the same manner.
@Sendable func fuzzPNM(_ input: [UInt8]) { decodePicture(input) }

/// Decodes what follows the first byte: what decodes has all its bytes, the same a second time, and
/// fits any size; what does not says why in one line.
private func decodePicture(_ input: [UInt8]) {
  guard let choice = input.first else { return }
  let file = Array(input[1...])
  var decoder = PictureDecoder(mostPixels: 1 << 20)
  do throws(PictureError) {
    let picture = try decoder.decode(file)
    let count = picture.height * picture.width * picture.channels
    expect(picture.bytes.count == count, "\(picture.bytes.count) bytes, not \(count)")
    expect(count <= 3 << 20, "more pixels than allowed")
    let again = try decoder.decode(file)
    expect(again == picture, "another picture the second time")
    let fit = Fit.allCases[Int(choice) % 3]
    let (height, width) = (1 + Int(choice) % 7, 1 + Int(choice) / 7)
    let fitted = picture.fitted(height: height, width: width, channels: 3, fit: fit)
    expect(fitted.count == 3 * height * width, "\(fitted.count) fitted bytes")
  } catch {
    expectPlain(error.description, atMost: 400)
    expect(!error.description.contains("\n"), "a message of two lines")
  }
}
