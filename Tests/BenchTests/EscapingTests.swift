import Datasets
import Files
import Testing
import bench

/// What a file or a person says never reaches a terminal as a command to it.
struct EscapingTests {
  /// Clears the screen, rings the bell, turns the text round, and holds what nobody sees.
  private static let hostile = "\u{1B}[2J\u{7}\u{202E}\u{61C}\u{FEFF}\u{E0041}"
  private let program = BenchProgram()

  // MARK: The rule

  /// What nobody sees or a terminal obeys, by its category.
  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static let allScalars = (UInt32(0)...0x10FFFF).compactMap { Unicode.Scalar($0) }

  @Test func `every control and formatting character is written as its code`() {
    let unsafe = Self.allScalars.filter(Self.isUnsafe)
    #expect(unsafe.count > 200)
    for scalar in unsafe {
      let code = String(scalar.value, radix: 16, uppercase: true)
      #expect("a\(scalar)b".printable == "a\\u{\(code)}b")
    }
  }

  @Test func `everything else stays, and escaped text too`() {
    let tags = UInt32(0xE0000)...0xE007F
    let safe = Self.allScalars.filter { !Self.isUnsafe($0) && !tags.contains($0.value) }
    var text = ""
    text.unicodeScalars.append(contentsOf: safe)
    #expect(text.printable.utf8.elementsEqual(text.utf8))
    let escaped = "\u{1B}[2J \u{E0001}\u{E0002} \\u{7}".printable
    #expect(escaped == "\\u{1B}[2J \\u{E0001}\\u{E0002} \\u{7}")
    #expect(escaped.printable == escaped)
  }

  // MARK: The program

  /// Runs the program and records what reached its streams raw, newlines aside.
  @discardableResult
  private func run(_ words: String...) -> BenchProgram.Outcome {
    let outcome = program.run(words)
    for text in [outcome.output, outcome.messages] {
      let raw = text.unicodeScalars.filter { $0 != "\n" && Self.isUnsafe($0) }
      #expect(raw.isEmpty, "\(words[0]): \(text.printable)")
    }
    return outcome
  }

  /// A string as a definition holds it: escapes only what JSON does not allow raw.
  private static func json(_ text: String) -> String {
    let escapes: [Unicode.Scalar: String] = ["\u{1B}": "\\u001b", "\u{7}": "\\u0007"]
    return "\"" + text.unicodeScalars.map { escapes[$0] ?? String($0) }.joined() + "\""
  }

  private func define(_ name: String, file: String, label: String = "y", classes: String = "2") {
    program.write(
      """
      { "dataset": { "name": "csv", "classes": \(classes), "label": \(Self.json(label)),
                     "files": { "train": \(Self.json(file)) },
                     "subset": { "train": [0, 40], "test": [40, 60] } },
        "architecture": [{ "type": "linear", "out_features": 2 }],
        "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.05 },
        "training": { "epochs": 1, "batch_size": 8 } }
      """, to: "experiments/\(name).json")
  }

  private func write(header: String, first: String = "0,1,0", to name: String) {
    let lines = (0..<60).map { "\($0 % 7),\($0 % 5),\($0 % 2)\n" }
    program.write("\(header)\n\(first)\n" + lines.joined(), to: name)
  }

  @Test func `the path of a data file is escaped`() {
    define("paths", file: Self.hostile)
    for verb in ["validate", "run"] {
      let outcome = run(verb, "paths")
      #expect(outcome.status != 0)
      #expect(outcome.messages.contains("\\u{202E}"), "\(outcome.messages)")
    }
    run("validate")
    run("show", "paths")
    run("list")
    // There it is, and is no table.
    program.write("\(Self.hostile)\n", to: Self.hostile)
    #expect(run("validate", "paths").messages.contains("\\u{202E}"))
  }

  @Test func `the path of a definition is escaped`() {
    write(header: "a,b,y", to: "d.csv")
    define(Self.hostile, file: "d.csv")
    // A file with such a name in experiments/ is no experiment, so it lies outside.
    let path = "\(Self.hostile).json"
    #expect(program.shell("mv \"experiments/$0\" \"$0\"", path).status == 0)
    let valid = run("validate", path)
    #expect(valid.status == 0 && valid.output.contains("\\u{202E}"), "\(valid.messages)")
    program.write("{ \"a\": \(Self.hostile) }", to: path)
    let wrong = run("validate", path)
    #expect(wrong.status == 2 && wrong.messages.contains("\\u{202E}"))
    #expect(wrong.messages.contains("U+001B"))
    for verb in ["run", "show", "validate"] {
      let outcome = run(verb, Self.hostile)
      #expect(outcome.status != 0 && outcome.messages.contains("\\u{202E}"), "\(verb)")
    }
  }

  @Test func `a mark stands under what it marks, however the line is escaped`() {
    let key = Self.hostile.unicodeScalars.drop { $0 != "\u{202E}" }
    program.write("{ \"\(String(key))\": 1, \"sead\": 1 }", to: "experiments/a.json")
    let lines = run("validate", "a").messages.split(separator: "\n").map(String.init)
    let marks = lines.indices.dropFirst().filter { lines[$0].hasSuffix(" ^^^^^^") }
    #expect(marks.count == 1)
    for index in marks {
      let place = lines[index].prefix { $0 != "^" }.count
      #expect(lines[index - 1].dropFirst(place).hasPrefix("\"sead\""))
    }
  }

  @Test func `the path of a new workspace is escaped`() {
    let made = run("init", Self.hostile)
    #expect(made.status == 0 && made.output.contains("\\u{202E}"), "\(made.messages)")
    let again = run("init", Self.hostile)
    #expect(again.status == 2 && again.messages.contains("\\u{202E}"))
    #expect(run("init", "\(Self.hostile)/none/here").status == 1)
  }

  @Test func `names and cells of a table are escaped`() {
    write(header: "\(Self.hostile),b,y", first: "\(Self.hostile),1,0", to: "d.csv")
    define("cells", file: "d.csv")
    define("labels", file: "d.csv", label: Self.hostile + "2")
    write(header: "a,b,y", first: "1,1,\(Self.hostile)", to: "e.csv")
    define("classes", file: "e.csv")
    define("names", file: "e.csv", classes: "[\"0\", \(Self.json(Self.hostile + "2"))]")
    for name in ["cells", "labels", "classes", "names"] {
      for verb in ["validate", "run"] {
        let outcome = run(verb, name)
        #expect(outcome.status != 0, "\(verb) \(name)")
        #expect(outcome.messages.contains("\\u{202E}"), "\(name): \(outcome.messages)")
      }
      run("show", name)
    }
  }
}
