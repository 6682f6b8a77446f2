package import Files
import Synchronization

extension MemoryFiles {
  /// Lets time pass by the clock of these files.
  package func wait(seconds: Int) { state.withLock { $0.clock += seconds * 1_000_000_000 } }

  package func touch(_ file: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let now = state.clock
      state.disk.change(file: Self.node(file, state)) { $0.modified = now }
    }
  }

  package func modificationTime(of file: Int32) throws(FileProblem) -> Int {
    state.withLock { $0.disk.file(Self.node(file, $0)).modified }
  }

  /// The clock that a new file system begins with.
  static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }
}
