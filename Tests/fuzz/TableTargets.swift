import Runs

/// The tables of a run, each of which reads the input as if it were its own.
@Sendable func fuzzTables(_ input: [UInt8]) {
  fuzzMetrics(input)
  fuzzPredictions(input)
  let timing = TimingTable(parsing: input)
  _ = (timing.totalSeconds, timing.examplesPerSecond)
  expect(timing.rows.count <= input.count, "more rows than bytes")
}

private func fuzzMetrics(_ input: [UInt8]) {
  do throws(TableProblem) {
    let table = try MetricsTable(parsing: input)
    for name in table.metricNames {
      expect(table.values(of: name)?.count == table.count, "a column of another length")
      expect((table.summary(of: name) == nil) == (table.count == 0), "rows without a summary")
    }
    expect(table.steps.count == table.count, "a step is missing")
    // A torn last row is left out, and nothing else changes.
    let whole = input.prefix(through: input.lastIndex(of: UInt8(ascii: "\n")) ?? 0)
    let again = try? MetricsTable(parsing: Array(whole))
    expect(again?.epochs == table.epochs, "the torn row counted")
    let summary = RunSummary(metrics: table, timing: TimingTable(parsing: input))
    expect(summary.metrics.count == (table.count == 0 ? 0 : table.metricNames.count), "a summary")
  } catch {
    expect(error.line >= 1 && error.description.utf8.count < 4096, "a wrong line or a long error")
  }
}

/// Predictions that are read are written as a table that reads back the same.
private func fuzzPredictions(_ input: [UInt8]) {
  do throws(TableProblem) {
    let table = try PredictionsTable(parsing: input)
    let answers = table.answers
    let text = table.text(isClassification: answers != nil && !table.rows.isEmpty)
    let again = try? PredictionsTable(parsing: Array(text.utf8))
    expect(again?.rows.count == table.rows.count, "rows were lost")
    expect(again?.answers?.map(\.text) == answers?.map(\.text), "other answers")
  } catch {
    expect(error.line >= 1 && error.description.utf8.count < 4096, "a wrong line or a long error")
  }
}

extension PredictionsTable.Answer {
  /// A probability that is not a number is not equal to itself; its text is.
  fileprivate var text: String {
    "\(index) \(label) \(prediction) \(isAnswered ? "\(probability)" : "nan")"
  }
}

/// What is imported has rows and metrics, and nothing in it that a spreadsheet would run.
@Sendable func fuzzImport(_ input: [UInt8]) {
  do throws(ImportProblem) {
    let table = try ImportedTable(parsing: input)
    expect(table.metrics.count > 0 && !table.metrics.metricNames.isEmpty, "nothing was imported")
    expect(table.metrics.columns.contains("epoch"), "no column epoch")
    expect(table.metrics.columns.allSatisfy { !$0.isEmpty }, "a column without a name")
    // A row may have no digest: its cell is empty.
    for first in (table.metrics.columns + table.metrics.weightsDigests).compactMap(\.utf8.first) {
      expect(!"=+-@\t\r".utf8.contains(first), "a formula is imported")
    }
    _ = table.summary(id: "fuzzed")
  } catch {
    if case .line(let line) = error.place { expect(line >= 1, "a line before the first") }
    expect(!error.description.utf8.contains(0x1B), "an escape character reaches the terminal")
  }
}
