import Files

/// What libFuzzer calls with one input. `BENCH_FUZZ_TARGET` names the reader that gets it.
@_cdecl("LLVMFuzzerTestOneInput")
package func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  target(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// The readers, by the names run.py calls them.
private let targets: [String: @Sendable ([UInt8]) -> Void] = [
  "checkpoint": fuzzCheckpoint,
  "csv": fuzzCSVDataset,
  "definition": fuzzDefinition,
  "idx": fuzzIDX,
  "import": fuzzImport,
  "json": fuzzJSON,
  "query": fuzzQuery,
  "record": fuzzRecord,
  "tables": fuzzTables,
]

private let target: @Sendable ([UInt8]) -> Void = {
  let name = getenv("BENCH_FUZZ_TARGET").map { String(cString: $0) } ?? ""
  guard let target = targets[name] else {
    let names = targets.keys.sorted().joined(separator: ", ")
    complain("BENCH_FUZZ_TARGET must be one of \(names), not '\(name)'")
    exit(2)
  }
  return target
}()

/// Ends the process with a sentence where a reader broke its promise; libFuzzer keeps the input.
func expect(_ holds: Bool, _ sentence: @autoclosure () -> String) {
  if holds { return }
  complain("broken promise: \(sentence())")
  abort()
}

private func complain(_ sentence: String) {
  let line = Array("\(sentence)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
}
