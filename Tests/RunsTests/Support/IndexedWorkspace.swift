import Experiments
import Files
import JSON
import Runs
import Testing

extension QueryField {
  /// Fields of every sort.
  static let all =
    Fact.allCases.map(QueryField.fact)
    + [
      "optimizer.learning_rate", "architecture", "architecture.2.init", "dataset.subset.test",
      "dataset.subset.test.1", "optimizer", "train_loss", "best:test_accuracy", "dataset.augment",
    ].map { QueryField($0) }
}

extension TemporaryWorkspace {
  static let searches = [
    "seed < 20 and state == finished", "optimizer.learning_rate < 0.005", "tags has even",
    "test_accuracy >= 0.5 or note != null", "dataset.subset.test.1 == 3", "best:train_loss > 0",
    "architecture.2.out_features == 10 and architecture.2.init == uniform_fan_in",
    "optimizer ~ momentum", "dataset.subset.test == '[0,3]'", "parent == null and verified == null",
  ]

  /// Expects every run found to be what the index has of it and what its files say.
  func expectSame(
    _ searches: [String] = searches, location: SourceLocation = #_sourceLocation
  ) throws {
    let plain = RunStore(workspace: store.workspace, files: UnindexedFiles())
    for text in searches {
      let query = try RunQuery(text, now: .now())
      let search = RunSearch(
        query, order: RunOrder("-test_accuracy,seed"), showing: QueryField.all)
      let (found, read) = (try store.find(search), try plain.find(search))
      #expect(found.runs == read.runs, "\(text)", sourceLocation: location)
      #expect(found.matching == read.matching, "\(text)", sourceLocation: location)
      #expect(found.runCounts.count == read.runCounts.count, sourceLocation: location)
      #expect(found.runCounts.metrics == read.runCounts.metrics, sourceLocation: location)
      #expect(
        found.runCounts.unreadable.count == read.runCounts.unreadable.count,
        sourceLocation: location)
    }
  }

  /// A workspace with so many runs of various records, indexed.
  static func indexed(_ count: Int) throws -> TemporaryWorkspace {
    let workspace = TemporaryWorkspace()
    let training = FakeTraining()
    try training.run(try workspace.store.start(training), from: nil)
    let model = try workspace.store.run("fake-001")
    for number in 2...count { try workspace.copy(model, number) }
    workspace.settle()
    _ = try workspace.store.find(RunSearch())
    #expect(try workspace.bytes(".index").count > 150 * count)
    return workspace
  }

  /// One more run, made of another one's record and definition.
  ///
  /// - Parameters:
  ///   - place: its folder; nil: in `runs/`.
  ///   - seed: nil: its number.
  func copy(
    _ model: Run, _ number: Int, to place: String? = nil, seed: UInt64? = nil
  ) throws {
    let id = "fake-0\(number < 10 ? "0" : "")\(number)"
    let place = place ?? "\(path)/runs/\(id)"
    var record = model.record
    record.id = id
    record.seed = seed ?? (number == 9 ? .max : UInt64(number))
    record.createdAt = Timestamp(milliseconds: record.createdAt.milliseconds + 1000 * number)
    record.state = number % 7 == 0 ? .failed : .finished
    record.tags = number % 2 == 0 ? ["even"] : []
    record.note = number % 5 == 0 ? "e\u{301} \(number)" : ""
    record.summary.totalSeconds = Double(number) / 3
    record.summary.metrics[0].last = Double(number) * 1e-3
    if number % 3 == 0 { record.summary.metrics.removeLast() }
    try #require(mkdir(place, 0o777) == 0)
    try write(Array(record.text.utf8), atPath: "\(place)/run.json")
    let text = try model.definition().canonicalText
    let changed = text.split(separator: "\"learning_rate\":0.1").joined(
      separator: "\"learning_rate\":0.0\(number < 10 ? "0" : "")\(number)")
    try write(Array(changed.utf8), atPath: "\(place)/definition.json")
  }

  func write(_ bytes: [UInt8], _ name: String) throws {
    try write(bytes, atPath: "\(path)/runs/\(name)")
  }

  private func write(_ bytes: [UInt8], atPath path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
    defer { close(file) }
    let count = bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
    try #require(count == bytes.count)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try RunFolder(path: "\(path)/runs", files: SystemFiles()).read(name, limit: 1 << 28)
  }

  /// Writes over a file in its place: the same inode, the same size.
  func overwrite(_ name: String, _ old: String, _ new: String) {
    let parts = name.split(separator: "/").map(String.init)
    guard
      let folder = try? RunFolder(path: "\(path)/runs/\(parts[0])", files: SystemFiles()),
      let bytes = try? folder.read(parts[1], limit: 1 << 20)
    else { return }
    let text = String(decoding: bytes, as: UTF8.self)
    let pieces = text.components(around: old)
    #expect(pieces != nil && old.utf8.count == new.utf8.count, "\(name) has no \(old)")
    guard let pieces else { return }
    let file = open("\(path)/runs/\(name)", O_WRONLY)
    defer { close(file) }
    let changed = Array((pieces.before + new + pieces.after).utf8)
    #expect(changed.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) } == bytes.count)
  }

  /// Waits until the file system's clock has gone on.
  func settle() { usleep(30_000) }

  /// Unfinished files in `runs/`.
  func left() throws -> [String] {
    try RunFolder(path: "\(path)/runs", files: SystemFiles()).names().filter { $0.contains("tmp-") }
  }
}

extension String {
  func components(around part: String) -> (before: String, after: String)? {
    let (all, wanted) = (Array(utf8), Array(part.utf8))
    guard let start = all.indices.first(where: { all[$0...].starts(with: wanted) }) else {
      return nil
    }
    return (
      String(decoding: all[..<start], as: UTF8.self),
      String(decoding: all[(start + wanted.count)...], as: UTF8.self)
    )
  }
}
