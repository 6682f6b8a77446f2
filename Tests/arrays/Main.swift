import Arrays
import Files

/// Reads files of arrays and prints what is in them, for numpy_files.py.
///
/// Each line of standard input is a format, a tab and a path. The answer is a line for each array:
/// `array`, name, type, shape, and the SHA-256 of the bytes, of the float32 values, of the integers
/// and of the values with channels first, or the problem of each in brackets. Lines are separated by
/// tabs and end with `end`. A file that is refused gives `refused` and the sentence.
@main struct ArrayReader {
  static func main() {
    while let line = readLine() {
      let words = line.split(separator: "\t", maxSplits: 1).map(String.init)
      guard words.count == 2 else { continue }
      do throws(ArrayProblem) {
        try show(format: words[0], path: words[1])
        print("end")
      } catch {
        print("refused\t\(error)\nend")
      }
      flush()
    }
  }

  private static func show(format: String, path: String) throws(ArrayProblem) {
    guard let bytes = try? InputFile.readRegular(path, limit: 1 << 31) else {
      print("unreadable")
      return
    }
    switch format {
    case "npy": show("", try ArrayContent(npy: bytes))
    case "npz":
      let archive = try NPZFile(bytes)
      for name in archive.names {
        let content = try archive.array(named: name)
        let header = try archive.header(named: name)
        print("header\t\(name)\t\(text(header.shape))")
        show(name, content)
      }
    case "idx": show("", .numbers(try NumericArray(idx: bytes, for: .any)))
    case "cifar10", "cifar100":
      var examples = CIFARExamples(format == "cifar10" ? .cifar10 : .cifar100)
      try examples.append(bytes)
      show("images", .numbers(examples.images))
      for labels in [examples.labels, examples.coarseLabels] where !labels.isEmpty {
        show(
          "labels",
          .numbers(NumericArray(shape: [labels.count], element: .u1, storage: labels)))
      }
    case "tar":
      let archive = try TarFile(bytes)
      for member in archive.members {
        let content = Array(archive.bytes[member.content])
        print("file\t\(member.name)\t\(content.count)\t\(digest(content))")
      }
    default: print("unknown format")
    }
  }

  private static func show(_ name: String, _ content: ArrayContent) {
    switch content {
    case .texts(let texts):
      let bytes: [UInt8] = texts.flatMap { Array($0.utf8) + [0xFF] }
      print("texts\t\(name)\t\(texts.count)\t\(digest(bytes))")
    case .numbers(let array):
      let moved = answer { () throws(ArrayProblem) in digest(try array.channelsFirst().bytes) }
      let floats = answer { () throws(ArrayProblem) in digest(try array.floats()) }
      let integers = answer { () throws(ArrayProblem) in digest(try array.integers()) }
      print(
        "array\t\(name)\t\(array.element.name)\t\(text(array.shape))\t\(digest(array.bytes))\t"
          + "\(floats)\t\(integers)\t\(moved)")
    }
  }

  private static func answer(_ body: () throws(ArrayProblem) -> String) -> String {
    do throws(ArrayProblem) { return try body() } catch { return "[\(error)]" }
  }

  private static func text(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: ",")
  }

  private static func digest<Value: BitwiseCopyable>(_ values: [Value]) -> String {
    var hash = SHA256()
    values.withUnsafeBytes { hash.update($0) }
    return hash.finalize().description
  }

  private static func flush() { fflush(nil) }
}
