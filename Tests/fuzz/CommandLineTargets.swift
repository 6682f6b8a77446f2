import Datasets
import Experiments
import JSON
import Runs

/// What `--set` takes is the same when it is typed again, and ends up where it says.
@Sendable func fuzzSetting(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  do throws(DefinitionError) {
    let setting = try DefinitionOverride(parsing: text)
    let typed = DefinitionOverride.set(setting.path, to: setting.value)
    // By scalars: a path may begin with a mark, which makes one character with the blank before it.
    let argument = typed.text.unicodeScalars.dropFirst("--set ".unicodeScalars.count)
    let again = try? DefinitionOverride(parsing: String(argument))
    expect(again?.path == setting.path && again?.value == setting.value, "typed again: \(typed)")
    let experiment = try ExperimentDefinition(
      name: "fuzzed", parsing: Array(definition.utf8), file: "fuzzed.json", workspace: "/var/empty",
      overrides: [setting]
    ).resolved(by: DataFileInspector())
    let found = experiment.definition[path: setting.path]
    let isScalar = setting.value.object == nil && setting.value.array == nil
    // One number may stand for a list of two, and null for the default.
    if isScalar, !setting.value.isNull, found?.array == nil {
      expect(found == setting.value, "\(setting.text) came to \(found?.canonicalText ?? "nothing")")
    }
  } catch {
    expect(error.diagnostics.count > 0, "no mistake")
    expectPlain(error.description, atMost: 5 * input.count + 20_000)
  }
}

private let definition = """
  {"dataset": {"name": "xor"}, "architecture": [{"type": "linear", "out_features": 3},
  {"type": "tanh"}, {"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
  "optimizer": {"type": "sgd", "learning_rate": 0.1}, "training": {"epochs": 3}}
  """

/// The lists of `--sort` and `--columns`: the names of both are the same, and are again when they
/// are joined; what no run has is told by a name of the list; and a field of `--where` with such a
/// name is the same field.
@Sendable func fuzzLists(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  let (columns, order) = (RunColumns(text), RunOrder(text))
  expect(columns.names.count == order.names.count, "another number of fields")
  expect(order.fields.count == order.names.count, "a field without a name")
  let joined = RunColumns(columns.names.joined(separator: ","))
  expect(joined.names == columns.names, "joined again: \(joined.names)")
  let known = KnownFields(
    metrics: ["dice", "f1", "seconds"],
    statedDirections: ["dice": [.higher], "f1": [.higher, .lower]])
  for (names, check) in [(columns.names, columns.check), (order.names, order.check)] {
    do throws(UnknownField) {
      try check(known)
    } catch {
      let prefixed = names + names.map { "best:" + $0.drop { $0 == " " } }
      expect(prefixed.contains(error.name), "'\(error.name)' is no name of the list")
      expectPlain(error.problem, atMost: 2000)
      for line in error.advice { expectPlain(line.description, atMost: 2000) }
    }
  }
  for name in order.names where name.utf8.allSatisfy(isPlain) {
    guard let query = try? RunQuery("\(name) == null", now: Timestamp(milliseconds: 0)) else {
      continue
    }
    expect(query.fields == [QueryField(name)], "--where takes '\(name)' for \(query.fields)")
  }
}

private func isPlain(_ byte: UInt8) -> Bool {
  isLetterOrDigit(byte) || "._:-/".utf8.contains(byte)
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
}

/// Paths and ids of runs: what is found in a path leads to the same again, an id is what the rule
/// says, and ids have one order. Each line is one of them.
@Sendable func fuzzPaths(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  fuzzPath(text)
  let lines = text.unicodeScalars.split(separator: "\n", maxSplits: 8).map(String.init)
  for line in lines.prefix(8) {
    fuzzPath(line)
    fuzzID(line)
  }
  for left in lines.prefix(4) {
    for right in lines.prefix(4) {
      let isBefore = precedesNaturally(left, right)
      let isSame = left.utf8.elementsEqual(right.utf8)
      expect([isBefore, precedesNaturally(right, left), isSame].count { $0 } == 1, "no one order")
      for third in lines.prefix(4) where isBefore && precedesNaturally(right, third) {
        expect(precedesNaturally(left, third), "an order that goes round")
      }
    }
  }
}

private func fuzzPath(_ text: String) {
  guard let path = RunPath(text) else { return }
  expect(RunID.isValid(path.id), "no run's id")
  let isEnded = path.workspace.isEmpty || path.workspace.hasSuffix("/")
  let file = path.step.map { "/checkpoints/" + CheckpointName.file(step: $0) } ?? ""
  let again = path.workspace + (isEnded ? "" : "/") + "runs/" + path.id + file
  expect(RunPath(again) == path, "\(again) is another run's path")
  expect(again.split(separator: "/") == text.split(separator: "/"), "\(again) leads elsewhere")
  expect(again.hasPrefix("/") == text.hasPrefix("/"), "\(again) begins elsewhere")
}

private func fuzzID(_ text: String) {
  let bytes = Array(text.utf8)
  let isValid =
    (1...100).contains(bytes.count) && isLetterOrDigit(bytes[0])
    && bytes.allSatisfy { isLetterOrDigit($0) || "._-".utf8.contains($0) }
  expect(RunID.isValid(text) == isValid, "\(text.debugDescription) is taken for an id, or is not")
  if let problem = RunID.problem(text) { expectPlain(problem, atMost: 300) }
  if let nearest = RunID.nearest(text) {
    expect(RunID.isValid(nearest) && nearest != RunID.newest, "'\(nearest)' is proposed")
    expect(!isValid || nearest == text, "another id than the one that is right")
  }
  for number in [1, 42, 1000, Int.max] where isValid {
    let id = RunID.numbered(text, number)
    expect(RunID.number(of: id, experiment: text) == number, "\(id) has another number")
  }
}
