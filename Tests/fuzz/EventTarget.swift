import Files
import Runs

/// The reader of TensorBoard's event files, with right checksums around messages from the input: no
/// fuzzer finds a checksum. A message is the bytes to the next 0xFF 0xFE.
@Sendable func fuzzEvents(_ input: [UInt8]) {
  var file: [UInt8] = []
  var rest = input[...]
  while !rest.isEmpty {
    let end = rest.indices.first {
      rest[$0] == 0xFF && $0 + 1 < rest.endIndex && rest[$0 + 1] == 0xFE
    }
    file += record(rest[..<(end ?? rest.endIndex)])
    rest = rest[min(rest.endIndex, end.map { $0 + 2 } ?? rest.endIndex)...]
  }
  fuzzImport(file)
  // A file that ends anywhere.
  fuzzImport(Array(file.prefix(file.count - Int(input.first ?? 0) % max(1, file.count))))
}

/// `u64 length | u32 masked CRC-32C of the length | data | u32 masked CRC-32C of the data`.
private func record(_ data: ArraySlice<UInt8>) -> [UInt8] {
  func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }
  let length = bytes(UInt64(data.count))
  return length + bytes(CRC32C.masked(length)) + data + bytes(CRC32C.masked(data))
}
