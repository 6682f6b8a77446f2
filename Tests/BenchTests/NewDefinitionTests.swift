import Files
import JSON
import Testing

/// From data to a run, as a user goes.
struct NewDefinitionTests {
  private let program = BenchProgram()

  /// Writes a definition for data, checks it and trains two epochs.
  private func train(on data: String, _ options: String...) -> (
    found: String, definition: JSONValue?
  ) {
    let written = program.run(["new", "mine", "--from", data] + options)
    #expect(written.status == 0, "\(written.messages)")
    #expect(written.output.hasSuffix("wrote experiments/mine.json\n"), "\(written.output)")
    #expect(program.run("validate").status == 0)
    let run = program.run("run", "mine", "--epochs", "2", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
    #expect(program.recorded("state", of: "mine-001") == "finished")
    let text = Array(program.file("experiments/mine.json").utf8)
    return (written.output, try? JSONValue(parsing: text))
  }

  /// A number that looks drawn.
  private func noise(_ index: Int) -> Int { (index &* 2_654_435_761) >> 7 & 0xFFFF }

  @Test func `a table of classes becomes a run`() {
    let rows = (0..<90).map { row in
      let kind = ["setosa", "versicolor", "virginica"][row % 3]
      let values = (0..<4).map { "\(row % 3).\(noise(4 * row + $0) % 1000)" }
      return values.joined(separator: ",") + ",\(kind)\n"
    }
    program.write("a,b,c,d,species\n" + rows.joined(), to: "iris.csv")
    let (found, definition) = train(on: "iris.csv")
    #expect(found.contains("rows     90 in iris.csv\n"), "\(found)")
    #expect(found.contains("classes  3: setosa 30, versicolor 30, virginica 30\n"), "\(found)")
    #expect(definition?["dataset"]?["files"]?["train"] == "iris.csv")
    let shown = program.run("evaluate", "mine")
    #expect(shown.output.contains("versicolor"), "\(shown.output)")
    #expect(program.run("show", "mine-001").output.contains("0 setosa, 1 versicolor, 2 virginica"))
  }

  @Test func `a table of values becomes a run`() {
    let rows = (0..<80).map { row in
      "\(noise(row) % 50),\(row % 7 == 0 ? "NA" : String(noise(row + 99) % 9)),"
        + "\(["north", "south"][row % 2]),\(1000 + 3 * (noise(row) % 50)).5\n"
    }
    program.write("size,rooms,side,price\n" + rows.joined(), to: "homes.csv")
    let (found, definition) = train(on: "homes.csv", "--label", "price")
    #expect(found.contains("missing  rooms 12\n"), "\(found)")
    #expect(definition?["dataset"]?["scale_targets"] == true)
    #expect(definition?["dataset"]?["missing"] == "mean")
  }

  @Test func `a folder of pictures becomes a run`() {
    for (label, name) in ["circle", "cross"].enumerated() {
      mkdir("\(program.folder)/shapes", 0o755)
      mkdir("\(program.folder)/shapes/\(name)", 0o755)
      for index in 0..<12 {
        let pixels = (0..<192).map {
          UInt8(truncatingIfNeeded: noise(1000 * index + $0) + 90 * label)
        }
        program.write(
          bytes: Array("P6 8 8 255\n".utf8) + pixels, to: "shapes/\(name)/\(index).ppm")
      }
    }
    let (found, definition) = train(on: "shapes/")
    #expect(found.contains("pictures  24 in shapes\n"), "\(found)")
    #expect(found.contains("shape     8x8 pixels, in colour\n"), "\(found)")
    #expect(definition?["dataset"]?["path"] == "shapes")
    let page = program.run("report", "mine", "-o", "page.html")
    #expect(page.status == 0, "\(page.messages)")
    #expect(program.file("page.html").contains("filters in colour"))
  }

  @Test func `an archive of arrays becomes a run`() {
    var archive = NumPyArchive()
    for (part, count) in [("train", 40), ("test", 20)] {
      archive.add(
        "\(part)_images", "|u1", shape: [count, 9, 9],
        (0..<count * 81).map { UInt8(truncatingIfNeeded: noise($0 + count)) })
      let labels = (0..<count).flatMap { [UInt8($0 % 2)] + [UInt8](repeating: 0, count: 7) }
      archive.add("\(part)_labels", "<i8", shape: [count], labels)
    }
    program.write(bytes: archive.file, to: "arrays.npz")
    let (found, definition) = train(on: "\(program.folder)/arrays.npz")
    #expect(
      found.contains(
        "examples  40 to train on and 20 to test in train_images and train_labels of arrays.npz\n"),
      "\(found)")
    #expect(found.contains("shape     1x9x9 bytes\n"), "\(found)")
    #expect(definition?["dataset"]?["file"] == "arrays.npz")
    #expect(definition?["dataset"]?["test"]?["x"] == "test_images")
  }

  @Test func `a definition is never replaced`() {
    program.write("a,y\n1,0\n", to: "d.csv")
    for options in [["--from", "d.csv"], ["--like", "xor-mlp"], []] {
      let refused = program.run(["new", "mlp-sgd"] + options)
      #expect(refused.status == 2)
      #expect(
        refused.messages.contains("experiments/mlp-sgd.json exists, and is not replaced"))
    }
    #expect(program.run("new", "a/b").status == 2)
    #expect(program.run("new", "a", "--from", "d.csv", "--like", "xor-mlp").status == 2)
    #expect(program.run("new", "a", "--from", "nowhere.csv").status == 5)
    #expect(program.file("experiments/a.json") == "")
  }

  @Test func `a copy has the same bytes`() {
    #expect(program.run("new", "own", "--like", "xor-mlp").status == 0)
    #expect(program.file("experiments/own.json") == program.file("experiments/xor-mlp.json"))
    #expect(program.run("new", "second").status == 0)
    #expect(program.file("experiments/second.json") == program.file("experiments/mlp-sgd.json"))
    let unknown = program.run("new", "third", "--like", "xor-mpl")
    #expect(unknown.status == 2 && unknown.messages.contains("did you mean xor-mlp?"))
  }
}
