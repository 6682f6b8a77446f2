import Datasets
import Experiments
import FileTwins
import Files
import JSON
import Runs
import Testing

struct RunQueryTests {
  /// 2026-11-23T12:00:00Z.
  private static let now = Timestamp(iso8601: "2026-11-23T12:00:00Z") ?? .now()

  /// Four runs, newest first: fake-004 (sgd, running), …, fake-001.
  private func store() throws -> RunStore {
    let files = MemoryFiles()
    let store = RunStore.memory(files)
    let training = FakeTraining()
    for number in 1...4 {
      let id = try store.start(training).id
      let folder = try RunFolder(path: "/w/runs/\(id)", files: files)
      var record = try store.run(id).record
      record.state = number == 4 ? .interrupted : .finished
      record.seed = UInt64(number)
      record.createdAt = Timestamp(milliseconds: Self.now.milliseconds - number * 86_400_000)
      record.tags = number == 2 ? ["baseline", "two words"] : []
      record.note = number == 3 ? "a curious run" : ""
      record.summary = RunSummary(
        metrics: number == 1
          ? []
          : [
            MetricSummary(
              name: "test_accuracy", last: number == 3 ? .nan : Double(number) / 10,
              best: BestValue(value: 0.9, epoch: 1, step: 1))
          ], totalSeconds: Double(number))
      try folder.publish(Array(record.text.utf8), as: "run.json")
    }
    return store
  }

  private func matches(_ text: String) throws -> [String] {
    let query = try RunQuery(text, now: Self.now)
    let found = try store().find(RunSearch(query))
    try query.check(found.runCounts.fields)
    #expect(found.matching == found.runs.count)
    return found.runs.map(\.id)
  }

  @Test(arguments: ["id,-seed", " id , -seed ", "id,-seed,", "id, ,-seed, ", ",id,,-seed"])
  func `spaces and commas that part no names are none of a list`(text: String) {
    #expect(RunColumns(text).names == ["id", "-seed"])
    #expect(RunOrder(text).names == ["id", "seed"])
  }

  @Test(arguments: [
    ("seed == 2", "2"), ("seed != 2", "134"), ("seed <= 2", "12"), ("seed > 2", "34"),
    ("seed < 2 or seed >= 4", "14"), ("not seed < 2", "234"),
    ("seed == 1 or seed == 2 and state == interrupted", "1"),
    ("(seed == 1 or seed == 4) and state == interrupted", "4"),
    ("seed in (1, 3)", "13"), ("id in (fake-001, \"fake-004\")", "14"),
    ("tags has baseline", "2"), ("tags has 'two words'", "2"), ("not tags has baseline", "134"),
    ("note ~ curious", "3"), ("note == null", "124"), ("note != null", "3"),
    ("note != 'another'", "3"), ("experiment == fake", "1234"), ("host < zzz", "1234"),
    ("started > -36h", "1"), ("started < 2026-11-21", "34"),
    ("started >= 2026-11-21T12:00:00Z", "12"), ("finished == null", "1234"),
    ("test_accuracy > 0.1", "24"), ("test_accuracy != 0.2", "34"), ("test_accuracy == null", "1"),
    ("best:test_accuracy >= 0.9", "234"), ("seconds < 2.5", "12"),
    ("optimizer.type == sgd", "1234"), ("optimizer.learning_rate > 1e9", ""),
    ("optimizer.learning_rate > 1e-9", "1234"), ("training.shuffle == true", "1234"),
    ("architecture.0.type != null", "1234"), ("optimizer.alpha == 0.9", ""),
    ("optimizer.type != '0.1'", "1234"), ("git_commit == 1234567", ""), ("optimizer.type ~ 9", ""),
  ])
  func `an expression holds for these runs`(text: String, expected: String) throws {
    #expect(try matches(text) == expected.map { "fake-00\($0)" })
  }

  @Test(arguments: [
    "tags has '%'", "note ~ '%'", "note == 'a %'", "note in (other, 'a %')", "not note != 'a %'",
    "note <= 'a %' and note >= 'a %'",
  ])
  func `a text is found in either of its Unicode forms`(pattern: String) throws {
    let forms = ["na\u{EF}ve", "nai\u{308}ve"]
    for stored in forms {
      let files = MemoryFiles()
      let store = RunStore.memory(files)
      let id = try store.start(FakeTraining()).id
      var record = try store.run(id).record
      record.state = .finished
      record.tags = ["other", stored]
      record.note = "a " + stored
      let folder = try RunFolder(path: "/w/runs/\(id)", files: files)
      try folder.publish(Array(record.text.utf8), as: "run.json")
      for asked in forms {
        let text = pattern.split(separator: "%", omittingEmptySubsequences: false)
          .joined(separator: asked)
        let query = try RunQuery(text, now: Self.now)
        #expect(try store.find(RunSearch(query)).runs.map(\.id) == [id], "\(text)")
      }
    }
  }

  @Test(arguments: [
    ("test_acuracy > 0.9", "no field 'test_acuracy'", 0..<12, "did you mean test_accuracy?"),
    ("best:test_acc > 1", "no field 'best:test_acc'", 0..<13, nil),
    ("learning_rate < 1", "no field 'learning_rate'", 0..<13, nil),
    ("state == finishd", "no state 'finishd'", 9..<16, nil),
    ("seed == one", "seed is a number, not 'one'", 8..<11, nil),
    (
      "optimizer.learning_rate == fast", "optimizer.learning_rate is a number, not 'fast'", 27..<31,
      nil
    ),
    (
      "optimizer.type == 0.1", "optimizer.type is a text, not '0.1'", 18..<21,
      "if a text is meant, in quotes: '0.1'"
    ),
    ("training.shuffle == 1", "training.shuffle is true or false, not '1'", 20..<21, nil),
    ("optimizer.nesterov < 3", "optimizer.nesterov is true or false, not '3'", 21..<22, nil),
    ("test_accuracy > high", "test_accuracy is a number, not 'high'", 16..<20, nil),
    ("tset_accuracy > high", "no field 'tset_accuracy'", 0..<13, "did you mean test_accuracy?"),
    ("tags == baseline", "tags is a list", 8..<16, "tags has baseline"),
    ("seed has 1", "seed is a number: 'has' looks into a list", 0..<4, nil),
    ("seed ~ 1", "seed is a number: '~' looks into a text", 0..<4, nil),
    ("seed < null", "null is compared with == or != alone", 7..<11, nil),
    ("started > soon", "'soon' is not a time", 10..<14, nil),
    ("started > -9999999999d", "'-9999999999d' is not a time", 10..<22, nil),
    ("seed = 1", "'=' has no meaning here", 5..<6, "equal is =="),
    ("seed == 1 && seed == 2", "'&' has no meaning here", 10..<11, "both is: and"),
    ("seed == 1 seed == 2", "expected 'and', 'or' or the end, found 'seed'", 10..<14, nil),
    ("seed ==", "expected a value, found the end", 7..<7, nil),
    ("(seed == 1", "expected ')', found the end", 10..<10, nil),
    ("seed in 1", "expected '(' after in, found '1'", 8..<9, nil),
    ("seed in (1", "expected ',' or ')', found the end", 10..<10, nil),
    ("and", "expected a field, found 'and'", 0..<3, nil),
    ("seed", "expected a comparison after 'seed', found the end", 4..<4, nil),
    ("note == 'open", "the text is not closed", 8..<13, nil),
    (" ", "it is empty", 1..<1, nil),
  ])
  func `a mistake is told with its place`(
    text: String, problem: String, range: Range<Int>, advice: String?
  ) {
    let mistake = #expect(throws: QueryError.self) { try matches(text) }
    #expect(mistake?.problem == problem)
    #expect(mistake?.range == range)
    if let advice { #expect(mistake?.advice == [Remedy(advice)]) }
  }

  @Test func `what is too long or too deep is refused`() {
    let long = String(repeating: "seed == 1 or ", count: 400) + "seed == 1"
    let deep = String(repeating: "(", count: 65) + "seed == 1" + String(repeating: ")", count: 65)
    let denied = String(repeating: "not ", count: 65) + "seed == 1"
    for (text, problem) in [
      (long, "5209 bytes are more than the 4096 allowed"), (deep, "nested deeper than 64"),
      (denied, "nested deeper than 64"),
    ] {
      let mistake = #expect(throws: QueryError.self) { try RunQuery(text, now: Self.now) }
      #expect(mistake?.problem == problem)
    }
  }

  @Test(arguments: [
    ("seed", "1234"), ("-seed", "4321"), ("test_accuracy", "2413"), ("-test_accuracy", "4213"),
    ("optimizer.type", "1234"), ("-started", "1234"), ("started", "4321"), ("note", "3124"),
    ("state,-seed", "3214"), ("-state, test_accuracy", "4213"), ("experiment,seed", "1234"),
  ])
  func `runs are ordered by a field, those without it last`(
    text: String, expected: String
  ) throws {
    let ids = expected.map { "fake-00\($0)" }
    let store = try store()
    #expect(try store.find(RunSearch(order: RunOrder(text))).runs.map(\.id) == ids)
    for limit in 1...4 {
      let found = try store.find(RunSearch(order: RunOrder(text), limit: limit))
      #expect(found.runs.map(\.id) == Array(ids.prefix(limit)))
      #expect(found.matching == 4)
    }
  }

  /// What is proposed in place of a name, or what is said of it where it is right.
  private func advice(on name: String, in store: RunStore) throws -> [Remedy]? {
    let runCounts = try store.find(RunSearch()).runCounts
    do {
      try store.fields(named: [name], in: runCounts).check(name)
      return nil
    } catch let error as UnknownField {
      return error.advice
    }
  }

  @Test(arguments: [
    ("optimizer.lr", "did you mean optimizer.learning_rate?"),
    ("best:test_acc", "did you mean best:test_accuracy?"),
    ("last:accuracy", "did you mean last:test_accuracy?"), ("tag", "did you mean tags?"),
    ("learning_rate", "did you mean optimizer.learning_rate?"),
  ])
  func `a wrong field is answered with one that some run has`(
    name: String, advice: String
  ) throws {
    #expect(try self.advice(on: name, in: store()) == [Remedy(advice)])
  }

  @Test(arguments: ["sweeps", "parnt", "optimizer.rho", "val_loss", "patience"])
  func `a field that no run has a value of is not proposed`(name: String) throws {
    let help: Remedy = "what there is: \(command: .help(verb: "runs"))"
    #expect(try advice(on: name, in: store()) == [help])
    // Where there are no runs, what definitions can have is all there is to propose.
    let proposed = try advice(on: name, in: RunStore.memory(MemoryFiles()))
    #expect(proposed?.first.map(String.init(describing:))?.hasPrefix("did you mean ") == true)
  }

  @Test func `a name twice among the columns is found`() {
    #expect(RunColumns("id,seed, id,seed").repeated == "id")
    #expect(RunColumns("id,seed,last:seed").repeated == nil)
  }

  @Test func `a field that no run has can be neither sorted by nor shown`() throws {
    let metrics = try store().find(RunSearch()).runCounts.metrics
    #expect(metrics == ["test_accuracy"])
    let unknown = #expect(throws: UnknownField.self) {
      try RunOrder("seed,-secnds").check(KnownFields(metrics: metrics))
    }
    #expect(unknown?.problem == "no field 'secnds'")
    #expect(unknown?.advice == ["did you mean seconds?"])
    #expect(throws: UnknownField.self) {
      try RunColumns("id, tset_loss").check(KnownFields(metrics: metrics))
    }
    #expect(RunColumns("id, seed").names == ["id", "seed"])
  }

  @Test func `a run of the list can be read though its folder is closed`() throws {
    let workspace = TemporaryWorkspace()
    let training = FakeTraining()
    for _ in 0..<3 { try training.run(try workspace.store.start(training), from: nil) }
    let runs = try workspace.store.list().runs
    #expect(runs.count == 3)
    for run in runs {
      #expect(try run.definition()["seed"]?.int != nil)
      #expect(try run.metrics().count > 0)
      #expect(run.folder.freeBytes != nil)
    }
  }

  @Test func `many are read at once in their order`() {
    for count in [0, 1, 128, 129, 1000] {
      #expect(readConcurrently(Array(0..<count)) { $0 * 2 } == (0..<count).map { $0 * 2 })
    }
  }
}
