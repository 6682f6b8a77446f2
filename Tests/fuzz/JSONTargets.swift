import Datasets
import Experiments
import JSON
import Runs

/// Whatever is accepted is the same value again in both of its own texts, and each of its places
/// is inside the text.
@Sendable func fuzzJSON(_ input: [UInt8]) {
  let document: JSONDocument
  do {
    document = try JSONDocument(parsing: input)
  } catch {
    expect(error.offset <= input.count, "an error at byte \(error.offset) of \(input.count)")
    _ = error.description
    return
  }
  let value = document.value
  // A text may grow: 1e300 has 301 digits more as an integer's neighbour, an array its lines.
  for text in [value.canonicalText, value.prettyText] {
    let again = try? JSONValue(parsing: Array(text.utf8), maximumBytes: 1 << 26)
    expect(again == value, "its own text is another value: \(text.prefix(200))")
    expect(again?.canonicalText == value.canonicalText, "two canonical texts")
  }
  for leaf in value.leaves {
    guard let range = document.valueRange(at: leaf.path) else {
      // A key with a dot is two components only where it is split, which leaves never are.
      expect(false, "no place for \(leaf.path)")
      return
    }
    expect(range.upperBound <= input.count && !range.isEmpty, "a place outside the text")
  }
}

/// Two texts with a NUL between: what the first one's form says of the other is
/// what reading that says, and every text is of its own form.
@Sendable func fuzzForm(_ input: [UInt8]) {
  let end = input.firstIndex(of: 0) ?? input.count
  let (first, other) = (Array(input[..<end]), Array(input[min(end + 1, input.count)...]))
  guard let form = try? JSONForm(parsing: first) else { return }
  expect(form.changes(in: first)?.isEmpty == true, "a text is not of its own form")
  guard let changes = form.changes(in: other) else { return }
  guard let read = try? JSONValue(parsing: other) else {
    expect(false, "a text is of a form that the parser refuses")
    return
  }
  var leaves = form.leaves
  for change in changes { leaves[change.leaf].value = change.value }
  expect(read.leaves.count == leaves.count, "\(read.leaves.count) leaves of \(leaves.count)")
  for leaf in leaves {
    expect(read[path: leaf.path] == leaf.value, "another value at \(leaf.path)")
  }
}

/// A definition that resolves does so again, from its own text, to itself, and has work to do.
@Sendable func fuzzDefinition(_ input: [UInt8]) {
  do throws(DefinitionError) {
    let experiment = try resolved(input)
    expect(experiment.totalSteps > 0, "an experiment without steps")
    do throws(DefinitionError) {
      let again = try resolved(Array(experiment.definition.canonicalText.utf8))
      expect(again.definition == experiment.definition, "resolved twice is another definition")
    } catch {
      expect(false, "a resolved definition is refused: \(error)")
    }
  } catch {
    expect(!error.diagnostics.isEmpty && error.total >= error.diagnostics.count, "no mistake")
    let text = error.description
    expect(text.utf8.count < 100_000, "an error of \(text.utf8.count) bytes")
    expect(!text.utf8.contains(0x1B), "an escape character reaches the terminal")
  }
}

private func resolved(_ bytes: [UInt8]) throws(DefinitionError) -> ResolvedExperiment {
  try ExperimentDefinition(
    name: "fuzzed", parsing: bytes, file: "fuzzed.json", workspace: "/var/empty"
  ).resolved(by: DataFileInspector())
}

/// A run.json that is read is written so that it reads back the same.
@Sendable func fuzzRecord(_ input: [UInt8]) {
  guard let json = try? JSONValue(parsing: input, maximumBytes: RunRecord.maximumBytes) else {
    return
  }
  do throws(RunRecordProblem) {
    let record = try RunRecord(json)
    let text = record.text
    let again: RunRecord
    do {
      again = try RunRecord(
        JSONValue(parsing: Array(text.utf8), maximumBytes: RunRecord.maximumBytes))
    } catch {
      expect(false, "its own text is refused: \(error)")
      return
    }
    expect(again.text == text, "its own text reads as another record")
  } catch {
    expect(!error.description.utf8.contains(0x1B), "an escape character reaches the terminal")
  }
}
