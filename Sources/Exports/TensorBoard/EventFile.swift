import Files

/// The format of TensorBoard's event files: records of a length, a message `Event`, and checksums of
/// both (TensorFlow, tensorflow/core/lib/io/record_writer.h and core/util/event.proto).
package enum EventFile {
  /// Returns a message as a record:
  /// `u64 length | u32 masked CRC-32C of the length | data | u32 masked CRC-32C of the data`.
  package static func record(_ message: ProtobufMessage) -> [UInt8] {
    let length = littleEndian(UInt64(message.bytes.count))
    return length + littleEndian(CRC32C.masked(length)) + message.bytes
      + littleEndian(CRC32C.masked(message.bytes))
  }

  /// Returns the name of a file: TensorBoard takes every file with `tfevents` in its name, in the
  /// order of the names.
  ///
  /// - Parameters:
  ///   - seconds: the time of the beginning, since 1970.
  ///   - suffix: tells apart files of the same second.
  package static func name(seconds: Int, host: String, suffix: String) -> String {
    let digits = String(max(0, seconds))
    let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    let plain = host.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return "events.out.tfevents.\(padded).\(plain.isEmpty ? "host" : plain).\(suffix)"
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    stride(from: 0, to: number.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}
