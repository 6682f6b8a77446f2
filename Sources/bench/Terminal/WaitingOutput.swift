import Engine
import Files
import Reports

/// What a training has printed and no reader has taken yet.
///
/// A training never waits for a reader and never ends for want of one. From `begin` on, text that a
/// stream cannot take at once is kept here and written with what follows it, at the latest by
/// `finish`.
enum WaitingOutput {
  private struct State {
    var isTraining = false
    /// By descriptor.
    var bytes: [Int32: [UInt8]] = [:]
    /// Streams that take nothing more.
    var gone: Set<Int32> = []
    /// Why standard output takes nothing more, where that is not for want of a reader.
    var failure: Int32?
  }

  private static let state = Guarded(State())
  /// Messages that nobody reads are dropped beyond this; results never are.
  private static let mostMessageBytes = 1 << 20
  /// A pipe that has room takes so many bytes at once.
  private static let portion = 512

  /// From now on a training is under way, or was.
  static func begin() { state.withLock { $0.isTraining = true } }

  /// Takes a text and writes what can be written at once.
  ///
  /// - Returns: false where no training has begun; nothing is taken then.
  static func take(_ text: UnsafeBufferPointer<UInt8>, for descriptor: Int32) -> Bool {
    state.withLock { state in
      guard state.isTraining else { return false }
      guard !state.gone.contains(descriptor) else { return true }
      let count = state.bytes[descriptor]?.count ?? 0
      if descriptor == STDOUT_FILENO || count < mostMessageBytes {
        state.bytes[descriptor, default: []] += text
      }
      drain(descriptor, &state)
      return true
    }
  }

  /// Writes the rest: results until their reader has them or a signal ends the wait, messages for a
  /// second at most.
  ///
  /// - Returns: whether standard output took everything, or had no reader to take it.
  static func finish() -> Bool {
    state.withLock { state in
      for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
        var seconds = 0.0
        while true {
          drain(descriptor, &state)
          let isPatient = descriptor == STDOUT_FILENO && StopSignal.received == nil
          guard state.bytes[descriptor] != nil, isPatient || seconds < 1 else { break }
          _ = canWrite(to: descriptor, within: 0.05)
          seconds += 0.05
        }
      }
      guard let failure = state.failure else { return true }
      let reason = systemWords(failure)
      TextStream(descriptor: STDERR_FILENO, isTerminal: false, style: .plain)
        .writeAll("error: cannot write the output: \(reason)\n")
      return false
    }
  }

  /// Writes what can be written at once.
  private static func drain(_ descriptor: Int32, _ state: inout State) {
    guard let bytes = state.bytes[descriptor] else { return }
    var rest = bytes[...]
    while !rest.isEmpty, canWrite(to: descriptor, within: 0) {
      let count = rest.prefix(portion).withUnsafeBytes {
        write(descriptor, $0.baseAddress, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if ![EINTR, EAGAIN].contains(errno) {
        if descriptor == STDOUT_FILENO, errno != EPIPE { state.failure = errno }
        state.gone.insert(descriptor)
        rest = []
      }
    }
    state.bytes[descriptor] = rest.isEmpty ? nil : Array(rest)
  }

  /// Whether a small write would not wait; one that fails does not.
  static func canWrite(to descriptor: Int32, within seconds: Double) -> Bool {
    var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    return poll(&request, 1, Int32(seconds * 1000)) > 0
  }
}
