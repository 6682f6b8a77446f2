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
  "cifar": fuzzCIFAR,
  "csv": fuzzCSVDataset,
  "definition": fuzzDefinition,
  "events": fuzzEvents,
  "form": fuzzForm,
  "git": fuzzGit,
  "gzip": fuzzGzip,
  "idx": fuzzIDX,
  "idx_any": fuzzIDXArray,
  "import": fuzzImport,
  "index": fuzzIndex,
  "jpeg": fuzzJPEG,
  "json": fuzzJSON,
  "lists": fuzzLists,
  "lock": fuzzLock,
  "npy": fuzzNPY,
  "npz": fuzzNPZ,
  "paths": fuzzPaths,
  "png": fuzzPNG,
  "pnm": fuzzPNM,
  "query": fuzzQuery,
  "record": fuzzRecord,
  "setting": fuzzSetting,
  "tables": fuzzTables,
  "tar": fuzzTar,
  "time": fuzzTime,
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

/// Ends the process where a text for a person steers the terminal or is too long.
func expectPlain(_ text: String, atMost bytes: Int) {
  expect(!text.utf8.contains(0x1B), "an escape character reaches the terminal")
  expect(text.utf8.count <= bytes, "a text of \(text.utf8.count) bytes")
}

private func complain(_ sentence: String) {
  let line = Array("\(sentence)\n".utf8)
  _ = write(STDERR_FILENO, line, line.count)
}
