import Dispatch
import Synchronization

/// A value that only one thread at a time may use.
///
/// The compiler checks the `Mutex`. ThreadSanitizer does not know the system call with which a
/// `Mutex` waits, and may report a race where a thread had to; it does know a semaphore.
package final class Guarded<Value>: Sendable {
  private let gate = DispatchSemaphore(value: 1)
  private let value: Mutex<Value>

  package init(_ value: consuming sending Value) {
    self.value = Mutex(value)
  }

  /// Waits for the lock. `body` must not call this again.
  package func withLock<Result, Failure: Error>(
    _ body: (inout sending Value) throws(Failure) -> sending Result
  ) throws(Failure) -> sending Result {
    gate.wait()
    defer { gate.signal() }
    return try value.withLock(body)
  }
}
