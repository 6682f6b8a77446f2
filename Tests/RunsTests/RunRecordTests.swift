import Engine
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing
import Training

struct RunRecordTests {
  private func recorded() throws -> Run {
    let training = FakeTraining()
    let store = RunStore.memory(MemoryFiles())
    try training.run(try store.start(training), from: nil)
    return try store.run("fake-001")
  }

  @Test
  func `run.json has every key of the contract`() throws {
    let run = try recorded()
    let json = try JSONValue(parsing: run.folder.read("run.json", limit: 1 << 20))
    let keys = [
      "id", "experiment", "run_key", "state", "weights_sha256", "numerics_version",
      "bench_version", "git_commit", "git_dirty", "seed", "threads", "isa", "host", "os", "cpu",
      "command", "created_at", "finished_at", "parent", "segments", "summary", "tags", "note",
      "sweep", "verified",
    ]
    #expect(keys.filter { json.object?[$0] == nil } == [])
    #expect(json["state"] == "finished")
    #expect(json["summary"]?["metrics"]?["test_loss"]?["best_epoch"] == 2)
  }

  @Test
  func `a record is read as it was written, and strange keys are kept`() throws {
    var record = try recorded().record
    record.parent = RunParent(
      run: "mine-001", epoch: 3, source: WeightsSource(checkpointSHA256: "ab", step: 12))
    record.divergence = RunDivergence(step: 212, epoch: 3, batch: 54, loss: .infinity)
    record.failure = "diverged"
    record.tags = ["a", "b\u{1b}"]
    record.seed = .max
    record.summary.metrics[0].last = -.infinity
    record.verified = RecordedVerification(
      at: Timestamp(milliseconds: 0), holds: false, fromStep: 4, toStep: 12, segments: 2,
      benchVersion: "0.1.0", host: "node9", isa: "neon")
    record.unknown = ["reviewed": ["when": "today"]]
    let text = record.text
    #expect(text.hasSuffix("}\n"))
    let read = try RunRecord(try JSONValue(parsing: text))
    #expect(read == record)
    #expect(read.text == text)
  }

  @Test func `however often a run goes on, run.json can be read, and says how it began`() throws {
    let run = try recorded()
    let first = run.record.provenance.command
    for _ in 0..<210 {
      let resumed = try #require(try run.resume(from: .step(4)).ready)
      #expect(resumed.recorder.record.provenance.command == first)
      #expect(resumed.recorder.record.segments.last?.command == "bench run fake")
      try resumed.recorder.finish(.stopped(step: 4))
    }
    let record = try RunStore(
      workspace: run.workspace, files: run.folder.files, savesInBackground: false
    ).run(run.id).record
    #expect(record.segments.count == 200 && record.firstStep == 0)
    #expect(record.segments.map(\.starts).reduce(0, +) == 211)
    #expect(record.text.utf8.count < RunRecord.maximumBytes / 4)
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "abc…"), ("a\u{1}b", 7, "a\u{1}…"), ("\"\"", 3, "\"…"),
    ("éé", 2, "é…"), ("", 0, ""),
  ])
  func `a long command is cut by the bytes it takes in JSON`(text: String, limit: Int, cut: String)
  {
    #expect(text.cut(toEscapedBytes: limit) == cut)
  }

  @Test func `what leaves no room in run.json is refused, and a shorter note is not`() throws {
    let run = try recorded()
    let long = String(repeating: "n", count: RunRecord.maximumBytes - (1 << 16))
    let error = #expect(throws: RunError.self) { try run.change { $0.note = long } }
    #expect(error?.kind == .usage && error?.advice.isEmpty == false)
    // As an older bench let it be.
    var record = run.record
    record.note = String(repeating: "n", count: RunRecord.maximumBytes - 3000)
    try run.folder.publish(Array(record.text.utf8), as: "run.json")
    let refused = #expect(throws: RunError.self) { try run.resume(from: .step(4)) }
    #expect(refused?.kind == .usage && refused?.message.contains("run.json would have") == true)
    #expect(try run.change { $0.note = String($0.note.dropFirst()) }.note.count > 1_000_000)
    try run.change { $0.note = "short" }
    #expect(try run.resume(from: .step(4)).ready != nil)
  }

  @Test(arguments: [
    (
      "state", #""done""#, "must be one of running, finished, interrupted, pruned, failed, diverged"
    ),
    ("experiment", #""../x""#, "must be an experiment's name"),
    ("created_at", #""yesterday""#, "must be a time as 2026-11-23T10:41:58Z"),
    ("threads", "-1", "must be a count"),
    ("git_dirty", #""yes""#, "must be true or false"),
    ("segments", "3", "must be an array"),
    ("summary", "[]", "must be an object"),
    ("seed", "1.5", "must be a seed"),
    ("verified", "3", "must be an object"),
    ("tags", "[1]", "must be an array of strings"),
  ])
  func `a wrong value is told with its key`(key: String, value: String, problem: String) throws {
    var members = try #require(try recorded().record.json.object)
    members[key] = try JSONValue(parsing: value)
    let error = #expect(throws: RunRecordProblem.self) { try RunRecord(.object(members)) }
    #expect(error?.description == "\(key): \(problem), not \(value)")
    if key != "git_dirty", key != "summary", key != "tags", key != "verified" {
      members[key] = nil
      let missing = #expect(throws: RunRecordProblem.self) { try RunRecord(.object(members)) }
      #expect(missing?.description == "\(key): missing; \(problem)")
    }
  }

  @Test
  func `times that are no numbers are read as they were written`() throws {
    var record = try recorded().record
    record.summary.totalSeconds = .infinity
    record.summary.examplesPerSecond = .nan
    let read = try RunRecord(try JSONValue(parsing: record.text))
    #expect(read.summary.totalSeconds == .infinity)
    #expect(read.summary.examplesPerSecond?.isNaN == true)
    #expect(read.text == record.text)
  }

  @Test
  func `a record that would be too long to read again is refused`() throws {
    var members = try #require(try recorded().record.json.object)
    members["strange"] = .array([JSONValue](repeating: .number(1e15), count: 100_000))
    let text = JSONValue.object(members).canonicalText
      .replacing("1000000000000000", with: "1e15")
    let json = try JSONValue(parsing: text)
    #expect(text.utf8.count < RunRecord.maximumBytes)
    let error = #expect(throws: RunRecordProblem.self) { try RunRecord(json) }
    #expect(
      error?.description == "as bench writes it, it would have more than 1048576 bytes")
  }

  @Test
  func `a wrong value inside is told with its path`() throws {
    let json = try recorded().record.json.canonicalText
    let wrong = json.replacing(#""from_step":0"#, with: #""from_step":"0""#)
    let error = #expect(throws: RunRecordProblem.self) {
      try RunRecord(try JSONValue(parsing: wrong))
    }
    #expect(error?.description == #"segments.0.from_step: must be a count, not "0""#)
    #expect(throws: RunRecordProblem.self) { try RunRecord("text") }
  }

  @Test
  func `a diverged run keeps where and why`() throws {
    let training = FakeTraining()
    let store = RunStore.memory(MemoryFiles())
    let recorder = try store.start(training)
    try recorder.record(.reachedCheckpoint(training.state(step: 0)))
    try recorder.finish(.diverged(step: 2, epoch: 1, batch: 2, loss: .nan))
    let run = try store.run("fake-001")
    #expect(run.state == .diverged)
    #expect(run.record.divergence?.step == 2)
    #expect(run.record.divergence?.loss.isNaN == true)
    #expect(run.record.failure == "diverged at step 2: train_loss is nan")
    #expect(run.record.segments.map(\.toStep) == [0])
  }

  @Test
  func `the run key is a hash of definition, data, numerics and given weights`() {
    let text = """
      bench run key 1
      definition {"a":[1,2.5],"b":{"description":"kept"}}
      data dada
      numerics 1

      """
    let definition: JSONValue = [
      "b": ["description": "kept"], "a": [1, 2.5], "description": "left out",
      "$schema": "./schema.json",
    ]
    let key = RunKey.key(definition: definition, dataSHA256: "dada", numericsVersion: 1)
    #expect(key == SHA256.hash(Array(text.utf8)).description)
    let forked = RunKey.key(
      definition: definition, dataSHA256: "dada", numericsVersion: 1,
      source: WeightsSource(checkpointSHA256: "abcd", step: 79))
    #expect(forked == SHA256.hash(Array((text + "parent abcd 79\n").utf8)).description)
    for other in [
      RunKey.key(definition: ["a": 1], dataSHA256: "dada", numericsVersion: 1),
      RunKey.key(definition: definition, dataSHA256: "dadb", numericsVersion: 1),
      RunKey.key(definition: definition, dataSHA256: "dada", numericsVersion: 2), forked,
    ] {
      #expect(other != key)
    }
  }

  @Test
  func `weights are hashed in the order of their names' bytes`() {
    let names = ["model.10.weight", "model.2.bias", "model.2.weight"]
    let tensors = names.enumerated().map {
      NamedTensor(name: $1, dimensions: [2], values: [Float($0), -1])
    }
    var hash = SHA256()
    for tensor in tensors { hash.update(tensor.values) }
    #expect(SHA256Digest.weights(tensors.reversed()) == hash.finalize())
  }

  @Test(arguments: [
    (["bench", "run", "lenet5-sgd"], "bench run lenet5-sgd"),
    (["bench", "--set", "a.b={\"c\": 1}"], "bench --set 'a.b={\"c\": 1}'"),
    (["it's", ""], "'it'\\''s' ''"),
  ])
  func `the command is kept as a shell takes it`(arguments: [String], text: String) {
    let provenance = Provenance.current(
      benchVersion: "1", arguments: arguments, threads: 1, isa: "neon", workspace: "/")
    #expect(provenance.command == text)
    #expect(!provenance.host.isEmpty && !provenance.os.isEmpty && !provenance.cpu.isEmpty)
    #expect(provenance.gitCommit == nil)
    #expect(Provenance.peakMemoryBytes() > 1_000_000)
  }

  @Test(arguments: [
    (String(repeating: "3f", count: 20) + "\n", String(repeating: "3f", count: 20)),
    (String(repeating: "0", count: 64) + "\n", String(repeating: "0", count: 64)),
    ("HEAD\n", nil), ("", nil), ("3f\n", nil), (String(repeating: "3g", count: 20), nil),
    (String(repeating: "3f", count: 21), nil), (String(repeating: "\u{FF11}", count: 40), nil),
  ])
  func `git's words become a commit`(text: String, commit: String?) {
    #expect(GitStatus.commit(in: text) == commit)
  }

  @Test(arguments: [
    ("core.bare\0filter.lfs.clean\0filter.lfs.process\0filter.a.b.clean\0", ["a.b", "lfs"]),
    ("filter.lfs.smudge\0filter.clean\0filters.x.clean\0", []), ("", []),
    ("filter.a=b.clean\0", nil), ("filter.a)b.process\0", nil), ("filter.\u{FFFD}.clean\0", nil),
    ("filter.lfs.clean\0filter..clean\0", nil),
  ])
  func `a filter that git cannot be told to leave out is not overlooked`(
    keys: String, names: [String]?
  ) {
    #expect(GitStatus.filterNames(in: keys) == names)
  }
}
