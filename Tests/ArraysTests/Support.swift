import Arrays

/// Returns the bytes that base64 stands for (RFC 4648, 4).
func decoded(_ base64: String) -> [UInt8] {
  let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var bytes: [UInt8] = []
  var bits = 0
  var value = 0
  for digit in base64.utf8 {
    guard let index = digits.firstIndex(of: digit) else { continue }
    value = (value << 6 | index) & 0xFFFFFF
    bits += 6
    if bits >= 8 {
      bits -= 8
      bytes.append(UInt8(truncatingIfNeeded: value >> bits))
    }
  }
  return bytes
}

/// Returns a NumPy file with this text in its header.
func npy(_ header: String, version: UInt8 = 1, _ values: [UInt8] = []) -> [UInt8] {
  let text = Array(header.utf8)
  let width = version == 1 ? 2 : 4
  let length = (0..<width).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }
  return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + values
}

/// Returns a NumPy file of the shape `(2,)` with this type.
func npy(descr: String, _ values: [UInt8] = []) -> [UInt8] {
  npy("{'descr': \(descr), 'fortran_order': False, 'shape': (2,), }\n", values)
}

/// The problem of reading a NumPy file; nil if it is read.
func problem(npy file: [UInt8]) -> ArrayProblem? {
  problem { () throws(ArrayProblem) in _ = try ArrayContent(npy: file) }
}

/// The problem of reading an archive and all its arrays; nil if they are read.
func problem(npz file: [UInt8]) -> ArrayProblem? {
  problem { () throws(ArrayProblem) in
    let archive = try NPZFile(file)
    for name in archive.names { _ = try archive.array(named: name) }
  }
}

func problem(_ body: () throws(ArrayProblem) -> Void) -> ArrayProblem? {
  do throws(ArrayProblem) {
    try body()
    return nil
  } catch {
    return error
  }
}

extension ArrayContent {
  var numbers: NumericArray? {
    if case .numbers(let array) = self { array } else { nil }
  }

  var texts: [String]? {
    if case .texts(let texts) = self { texts } else { nil }
  }
}

/// The file with `bytes` at `place`.
func replaced(_ file: [UInt8], at place: Int, _ bytes: [UInt8]) -> [UInt8] {
  file[..<place] + bytes + file[(place + bytes.count)...]
}

/// The first place of `bytes` in `file`.
func place(of bytes: [UInt8], in file: [UInt8]) -> Int? {
  file.indices.first { file[$0...].starts(with: bytes) }
}
