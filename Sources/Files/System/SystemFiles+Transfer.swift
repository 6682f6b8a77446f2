/// A call moves at most this many bytes; macOS refuses 2 GiB or more in one.
private let largestTransfer = 1 << 30

extension SystemFiles {
  package func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8] {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      while filled < count {
        let room = UnsafeMutableBufferPointer(rebasing: buffer[filled...])
        let length = systemRead(file, room.baseAddress, min(room.count, largestTransfer))
        if length == 0 { return }
        if length > 0 {
          filled += length
        } else if !canGoOn(file, POLLIN, after: errno) {
          failure = errno
          return
        }
      }
    }
    if failure != 0 { throw .system(failure) }
    return bytes
  }

  package func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem) {
    var failure: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[written...])
        let length = systemWrite(file, rest.baseAddress, min(rest.count, largestTransfer))
        if length > 0 {
          written += length
        } else if length == 0 || !canGoOn(file, POLLOUT, after: errno) {
          failure = length == 0 ? EIO : errno
          return
        }
      }
    }
    if failure != 0 { throw .system(failure) }
  }
}

/// Waits until a non-blocking descriptor is ready.
///
/// - Returns: whether to repeat the call. If false, errno is unchanged.
private func canGoOn(_ file: Int32, _ event: Int32, after code: Int32) -> Bool {
  if code == EINTR { return true }
  guard code == EAGAIN else { return false }
  var waiting = pollfd(fd: file, events: Int16(event), revents: 0)
  return poll(&waiting, 1, -1) >= 0 || errno == EINTR
}
