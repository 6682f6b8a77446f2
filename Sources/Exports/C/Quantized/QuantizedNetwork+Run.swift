import Engine

extension QuantizedNetwork {
  /// Returns the network's last values for an input as the network takes it.
  package func outputs(of input: [Float]) -> [Float] {
    var values = [[Int8]](repeating: [], count: counts.count)
    let inverse = inverseInputScale
    values[0] = input.map { Self.quantized($0, inverse) }
    var last: [Float] = []
    for step in steps {
      let x = step.inputs.map { values[$0] }
      switch step.operation {
      case .scores(let sums, let factors):
        let area = sums.window.down.out * sums.window.across.out
        last = [Float](repeating: 0, count: counts[step.output])
        sums.forEach(in: x[0]) { place, sum in last[place] = Float(sum) * factors[place / area] }
      case .floats(let factor): last = x[0].map { Float($0) * factor }
      default: values[step.output] = Self.run(step.operation, x, count: counts[step.output])
      }
    }
    switch ending {
    case .none: return last
    case .softmax: return Self.softmax(last)
    case .sigmoid: return Self.applied(.sigmoid, to: last)
    }
  }

  /// 1 ÷ the scale of the input.
  var inverseInputScale: Float { 1 / scales[0] }

  private static func quantized(_ value: Float, _ inverse: Float) -> Int8 {
    let scaled = value * inverse
    guard scaled == scaled else { return 0 }
    let inside = min(max(scaled, -127), 127)
    return Int8(inside < 0 ? inside - 0.5 : inside + 0.5)
  }

  private static func run(_ operation: Operation, _ x: [[Int8]], count: Int) -> [Int8] {
    var y = [Int8](repeating: 0, count: count)
    switch operation {
    case .sums(let sums):
      let area = sums.window.down.out * sums.window.across.out
      sums.forEach(in: x[0]) { place, sum in
        y[place] = sums.factors[place / area].quantized(Int64(sum), lowest: sums.lowest)
      }
    case .table(let table): for i in y.indices { y[i] = table[Int(x[0][i]) + 128] }
    case .pool(let window, let isMax): window.pool(x[0], isMax: isMax, into: &y)
    case .add(let factors):
      for i in y.indices {
        var sum: Int64 = 0
        for (part, factor) in zip(x, factors) { sum += factor.scaled(Int64(part[i])) }
        y[i] = Int8(min(max((sum + 32768) >> 16, -127), 127))
      }
    case .concat(let factors):
      y = zip(x, factors).flatMap { part, factor in
        part.map { factor.quantized(Int64($0), lowest: -127) }
      }
    case .multiply(let channels, let areWhole, let factor):
      let area = count / channels
      for i in y.indices {
        let left = x[0][areWhole[0] ? i : i / area]
        let right = x[1][areWhole[1] ? i : i / area]
        y[i] = factor.quantized(Int64(left) * Int64(right), lowest: -127)
      }
    case .scores, .floats: break
    }
    return y
  }

  private static func applied(_ function: ElementaryFunction, to values: [Float]) -> [Float] {
    var padded = values + [Float](repeating: 0, count: (16 - values.count % 16) % 16)
    var span = padded.mutableSpan
    Kernels.best.apply(function, to: &span)
    return Array(padded.prefix(values.count))
  }

  private static func softmax(_ x: [Float]) -> [Float] {
    var largest = x[0]
    for value in x where value > largest || value != value { largest = value }
    let powers = applied(.exp, to: x.map { $0 - largest })
    var total: Float = 0
    for start in stride(from: 0, to: powers.count, by: 1024) {
      var block: Float = 0
      for value in powers[start..<min(start + 1024, powers.count)] { block += value }
      total += block
    }
    return powers.map { $0 / total }
  }
}

extension QuantizedNetwork.Sums {
  /// Calls `body` with the place of each output and its sum.
  @inline(__always)
  func forEach(in x: [Int8], _ body: (Int, Int32) -> Void) {
    let (down, across) = (window.down, window.across)
    let inputs = window.channels / groups
    let perGroup = outputChannels / groups
    let area = down.size * across.size
    var place = 0
    for output in 0..<outputChannels {
      let first = output / perGroup * inputs * area
      let start = output * inputs * down.kernel * across.kernel
      for oy in 0..<down.out {
        for ox in 0..<across.out {
          var sum = biases[output]
          var tap = start
          for channel in 0..<inputs {
            for ky in 0..<down.kernel {
              let row = oy * down.stride + ky * down.dilation - down.padding
              guard row >= 0, row < down.size else {
                tap += across.kernel
                continue
              }
              let line = first + channel * area + row * across.size
              for kx in 0..<across.kernel {
                let column = ox * across.stride + kx * across.dilation - across.padding
                if column >= 0, column < across.size {
                  sum &+= Int32(weights[tap]) &* Int32(x[line + column])
                }
                tap += 1
              }
            }
          }
          body(place, sum)
          place += 1
        }
      }
    }
  }
}

extension QuantizedNetwork.Window {
  func pool(_ x: [Int8], isMax: Bool, into y: inout [Int8]) {
    var place = 0
    for channel in 0..<channels {
      let plane = channel * down.size * across.size
      for oy in 0..<down.out {
        let rows = range(oy, down)
        for ox in 0..<across.out {
          let columns = range(ox, across)
          var (sum, largest) = (0, -128)
          for row in rows {
            for column in columns {
              let value = Int(x[plane + row * across.size + column])
              sum += value
              largest = max(largest, value)
            }
          }
          let cells = rows.count * columns.count
          // Halves away from 0.
          let mean = (2 * abs(sum) + cells) / (2 * cells)
          y[place] = Int8(isMax ? largest : sum < 0 ? -mean : mean)
          place += 1
        }
      }
    }
  }

  private func range(_ i: Int, _ axis: QuantizedNetwork.Axis) -> Range<Int> {
    if isAdaptive {
      return i * axis.size / axis.out..<((i + 1) * axis.size + axis.out - 1) / axis.out
    }
    return i * axis.stride..<i * axis.stride + axis.kernel
  }
}
