import Files

/// An event file that grows while a run trains.
///
/// It is only an extra: an error is said once, and what could not be written is tried again with the
/// next event.
final class EventLog {
  private let path: String
  private let file: OpenFile<FileError>
  /// The records that are not written yet.
  private var pending: [UInt8] = []
  /// The size of the whole records in the file.
  private var written = 0
  private var hasWarned = false
  private let warn: (String) -> Void

  /// More bytes than this are not kept for another try.
  private static let mostPending = 1 << 24

  /// Creates the file, whose name no other has.
  ///
  /// - Parameter warn: called with a sentence, at most once before `close`.
  /// - Throws: a `FileError` if it cannot be created.
  init(
    _ name: String, in folder: Folder<FileError>, warn: @escaping (String) -> Void
  ) throws(FileError) {
    path = folder.path(of: name)
    // At its end, also after it was cut.
    file = try folder.open(name, for: .appending)
    self.warn = warn
  }

  /// Appends a message.
  func write(_ message: ProtobufMessage) {
    if pending.count < Self.mostPending { pending += EventFile.record(message) }
    flush()
  }

  /// Says what is missing in the file.
  func close() {
    flush()
    if !pending.isEmpty {
      warn("\(path): the last events are missing; exporting the run writes all of them")
    }
    try? file.close()
  }

  private func flush() {
    guard !pending.isEmpty else { return }
    do {
      try file.write(pending)
      written += pending.count
      pending = []
    } catch {
      // Half a record would end the file for its readers.
      try? file.truncate(to: written)
      if !hasWarned { warn("\(error); the training goes on, and so will this file if it can") }
      hasWarned = true
    }
  }
}
