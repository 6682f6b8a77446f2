import Datasets
import Experiments
import Files

extension RunRecord {
  /// The bytes that `note` and `tag` leave free for bench's own entries: the end of a training,
  /// further segments, a verification.
  static let reservedBytes = 1 << 16

  /// Refuses a record that would be too large to be read again, or that leaves no space for what a
  /// training writes.
  ///
  /// - Throws: a `RunError` of kind `usage`. Nothing has been changed.
  func checkLength(reserving bytes: Int = reservedBytes) throws(RunError) {
    let count = text.utf8.count
    guard count > Self.maximumBytes - bytes else { return }
    throw RunError(
      .usage,
      "\(id): run.json would have \(count) bytes, more than \(Self.maximumBytes - bytes)",
      advice: ["nothing was changed; a shorter note makes room: \(command: .note(run: id))"])
  }

  /// Records that the run continues. `command` remains the one with which the run began.
  mutating func resume(fromStep step: Int, _ provenance: Provenance) {
    if let last = segments.indices.last, segments[last].toStep == nil {
      segments[last].toStep = step
    }
    segments.append(
      RunSegment(
        startedAt: Timestamp.now(), fromStep: step, host: provenance.host,
        command: provenance.command.cut(toEscapedBytes: RunSegment.maximumCommandBytes)))
    segments.mergeOldest()
    let command = self.provenance.command
    self.provenance = provenance
    self.provenance.command = command
    state = .running
    finishedAt = nil
    divergence = nil
    failure = nil
  }
}

extension RunSegment {
  static let maximumCommandBytes = 1024
}

extension [RunSegment] {
  static let mostSegments = 200

  /// Merges the oldest segments except the first, so that run.json stays short however often a run
  /// is resumed.
  mutating func mergeOldest() {
    while count > Self.mostSegments {
      let second = remove(at: 2)
      self[1].toStep = second.toStep
      self[1].host = second.host
      self[1].command = nil
      self[1].starts += second.starts
    }
  }
}

extension RunFolder {
  /// Replaces run.json.
  ///
  /// - Throws: a `RunError` if it cannot be written, or could not be read again.
  func publish(_ record: RunRecord) throws(RunError) {
    try record.checkLength(reserving: 0)
    try publish(Array(record.text.utf8), as: Run.recordFile)
  }
}

extension String {
  /// Returns the text, or as much of it as fits in this many bytes of JSON, and `…`.
  package func cut(toEscapedBytes limit: Int) -> String {
    var bytes = 0
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      bytes += scalar.value < 0x20 ? 6 : scalar == "\"" || scalar == "\\" ? 2 : scalar.utf8.count
      if bytes > limit { return String(scalars) + "…" }
      scalars.append(scalar)
    }
    return self
  }
}
