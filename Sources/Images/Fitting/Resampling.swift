/// Scales a picture, as Pillow does with its filter `BILINEAR`: columns, then rows, each with
/// weights in multiples of 2⁻²², and rounded to bytes.
///
/// - Parameter bytes: `[height, width, channels]` of the old size.
/// - Returns: the same of the new size.
func resampled(
  _ bytes: [UInt8], from old: Placement.Size, to new: Placement.Size, channels: Int
) -> [UInt8] {
  var result = bytes
  if new.width != old.width {
    let weights = ResamplingWeights(from: old.width, to: new.width)
    result =
      channels == 1
      ? scaledGrayColumns(result, height: old.height, width: old.width, weights)
      : scaledColorColumns(result, height: old.height, width: old.width, weights)
  }
  if new.height != old.height {
    let weights = ResamplingWeights(from: old.height, to: new.height)
    result = scaledRows(result, rowBytes: new.width * channels, weights)
  }
  return result
}

/// What half a unit is, before the shift.
private let half = Int32(1) << (ResamplingWeights.bits - 1)

/// - Precondition: the weights of a sum are at most 2²² and a few together, so that it is less than
///   2³¹.
@inline(__always)
private func byte(_ sum: Int32) -> UInt8 {
  UInt8(clamping: sum &>> Int32(ResamplingWeights.bits))
}

private func scaledGrayColumns(
  _ bytes: [UInt8], height: Int, width: Int, _ weights: ResamplingWeights
) -> [UInt8] {
  var result = [UInt8](repeating: 0, count: height * weights.count)
  for y in 0..<height {
    for x in 0..<weights.count {
      let (first, taps) = (y * width + weights.first[x], x * weights.most)
      var sum = half
      for tap in 0..<weights.counts[x] {
        sum &+= Int32(bytes[first + tap]) &* weights.values[taps + tap]
      }
      result[y * weights.count + x] = byte(sum)
    }
  }
  return result
}

private func scaledColorColumns(
  _ bytes: [UInt8], height: Int, width: Int, _ weights: ResamplingWeights
) -> [UInt8] {
  var result = [UInt8](repeating: 0, count: height * weights.count * 3)
  var place = 0
  for y in 0..<height {
    for x in 0..<weights.count {
      var (red, green, blue) = (half, half, half)
      var from = 3 * (y * width + weights.first[x])
      for tap in x * weights.most..<x * weights.most + weights.counts[x] {
        let weight = weights.values[tap]
        red &+= Int32(bytes[from]) &* weight
        green &+= Int32(bytes[from + 1]) &* weight
        blue &+= Int32(bytes[from + 2]) &* weight
        from += 3
      }
      result[place] = byte(red)
      result[place + 1] = byte(green)
      result[place + 2] = byte(blue)
      place += 3
    }
  }
  return result
}

private func scaledRows(
  _ bytes: [UInt8], rowBytes: Int, _ weights: ResamplingWeights
) -> [UInt8] {
  var result = [UInt8](repeating: 0, count: weights.count * rowBytes)
  var sums = [Int32](repeating: 0, count: rowBytes)
  for y in 0..<weights.count {
    for x in 0..<rowBytes { sums[x] = half }
    for tap in 0..<weights.counts[y] {
      let weight = weights.values[y * weights.most + tap]
      let from = (weights.first[y] + tap) * rowBytes
      for x in 0..<rowBytes { sums[x] &+= Int32(bytes[from + x]) &* weight }
    }
    for x in 0..<rowBytes { result[y * rowBytes + x] = byte(sums[x]) }
  }
  return result
}
