import Files
import Testing

/// What a user's own arrays and pictures are trained on, evaluated on and asked about.
struct OwnDataTests {
  private let program = BenchProgram()

  /// Writes pictures of 4x4 pixels, a folder for each class.
  private func writePictures(of classes: [String], count: Int = 4) {
    mkdir("\(program.folder)/pics", 0o755)
    for (label, name) in classes.enumerated() {
      mkdir("\(program.folder)/pics/\(name)", 0o755)
      for index in 0..<count {
        let pixels = (0..<16).map { UInt8($0 * (index + 1) + 100 * label) }
        program.write(
          bytes: Array("P5 4 4 255\n".utf8) + pixels, to: "pics/\(name)/\(index).pgm")
      }
    }
  }

  /// Writes examples of two numbers, and labels from 0 to below `classes`, in turn.
  private func writeArchive(_ count: Int, classes: Int) {
    var archive = NumPyArchive()
    archive.add("x_train", "<f4", shape: [count, 2], floats((0..<2 * count).map { Float($0 % 7) }))
    archive.add(
      "y_train", "<i8", shape: [count],
      (0..<count).flatMap { [UInt8($0 % classes)] + [UInt8](repeating: 0, count: 7) })
    program.write(bytes: archive.file, to: "rows.npz")
  }

  private func floats(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in
      (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) }
    }
  }

  private func write(
    _ dataset: String, outputs: Int, loss: String = "softmax_cross_entropy", batch: Int = 4,
    layers: String = ""
  ) {
    program.write(
      """
      { "dataset": { \(dataset) },
        "architecture": [\(layers)
          { "type": "flatten" }, { "type": "linear", "out_features": \(outputs) }],
        "loss": { "type": "\(loss)" }, "optimizer": { "type": "sgd", "learning_rate": 0.01 },
        "training": { "epochs": 1, "batch_size": \(batch) } }
      """, to: "experiments/mine.json")
  }

  private func train() {
    let run = program.run("run", "mine", "--quiet")
    #expect(run.status == 0, "\(run.messages)")
  }

  private let pictures = "\"name\": \"image_folder\", \"path\": \"pics\""
  private let archive = "\"name\": \"npz\", \"file\": \"rows.npz\""
  private let validation = ", \"split\": { \"validation\": 0.25 }"

  @Test func `data of one class are refused`() {
    writePictures(of: ["a"])
    writeArchive(8, classes: 1)
    for (dataset, problem) in [
      (pictures, "dataset.path: the training part holds only the class a, expected two or more"),
      (archive, "dataset.file: the training part holds only the class 0, expected two or more"),
      (archive + ", \"classes\": 1", "dataset.classes: must be two or more classes, not 1"),
      (
        archive + ", \"classes\": [\"a\"]",
        "dataset.classes: must be two or more classes, not [\"a\"]"
      ),
    ] {
      write(dataset + validation, outputs: 1)
      let run = program.run("run", "mine", "--quiet")
      #expect(run.status == 2 && run.messages.contains(problem), "\(run.messages)")
    }
  }

  @Test func `without a test part validation judges`() {
    writeArchive(16, classes: 2)
    write(archive + validation, outputs: 2)
    train()
    let evaluated = program.run("evaluate", "mine")
    #expect(
      evaluated.output.hasPrefix("mine-001, step 3, validation part of npz, 4 examples"),
      "\(evaluated.output)")
    #expect(
      program.run("evaluate", "mine", "--predictions", "-").output.split(separator: "\n").count == 5
    )
    let refused = program.run("evaluate", "mine", "--part", "test")
    #expect(refused.status == 2)
    #expect(refused.messages.hasPrefix("error: --part test: mine-001 has no test part\n"))
    #expect(refused.messages.contains("evaluate mine --part validation"), "\(refused.messages)")
    let exported = program.run("export", "mine", "--to", "c", "--int8", "-o", "net.c")
    #expect(exported.messages.contains(" of 4 validation examples right"), "\(exported.messages)")
  }

  @Test func `a missing validation part is answered with what can be pasted`() {
    writeArchive(16, classes: 2)
    write(archive + ", \"split\": { \"test\": 0.25 }", outputs: 2)
    train()
    let split = program.run("evaluate", "mine", "--part", "validation")
    #expect(split.status == 2 && split.messages.contains("mine --part test"), "\(split.messages)")
    write(
      archive
        + ", \"test\": { \"x\": \"x_train\", \"y\": \"y_train\" }, \"subset\": { \"train\": [0, 8] }",
      outputs: 2)
    train()
    let ranges = program.run("evaluate", "latest", "--part", "validation")
    let setting = "dataset.subset.validation=[8,16]"
    #expect(ranges.messages.contains("--set '\(setting)'"), "\(ranges.messages)")
    let again = program.run("evaluate", "latest", "--part", "validation", "--set", setting)
    #expect(again.output.contains("validation part of npz, 8 examples"), "\(again.messages)")
  }

  @Test func `a frozen batch_norm trains on batches of one`() {
    writeArchive(9, classes: 2)
    let layer = "{ \"type\": \"batch_norm\", \"frozen\": true },"
    write(archive + ", \"split\": { \"test\": 0.25 }", outputs: 2, batch: 1, layers: layer)
    train()
    #expect(program.run("verify", "mine").status == 0)
    write(
      archive + ", \"split\": { \"test\": 0.25 }", outputs: 2, batch: 1,
      layers: "{ \"type\": \"batch_norm\" },")
    #expect(program.run("validate", "mine").messages.contains("batch_norm, needs 2 or more"))
  }

  @Test func `names of a definition stand for numbers of arrays`() {
    writeArchive(12, classes: 3)
    write(archive + validation + ", \"classes\": [\"x\", \"y\", \"z\"]", outputs: 3)
    train()
    #expect(program.run("evaluate", "mine").output.contains("\n0 x "))
    let other = program.run("evaluate", "mine", "--dataset", "rows.npz")
    #expect(other.output.contains("12 examples"), "\(other.messages)")
    write(archive + validation + ", \"classes\": [\"5\", \"y\", \"z\"]", outputs: 3)
    let refused = program.run("run", "mine", "--quiet")
    #expect(refused.messages.contains("y_train: label "), "\(refused.messages)")
    #expect(refused.messages.contains(", expected 5, y, z"), "\(refused.messages)")
  }

  @Test func `of several arrays the one that fits is answered`() {
    writeArchive(12, classes: 2)
    write(archive + validation, outputs: 2)
    train()
    func predict(_ arrays: [(String, [Int])]) -> BenchProgram.Outcome {
      var archive = NumPyArchive()
      for (name, shape) in arrays {
        archive.add(
          name, "<f4", shape: shape, floats(.init(repeating: 1, count: shape.reduce(1, *))))
      }
      program.write(bytes: archive.file, to: "new.npz")
      return program.run("predict", "mine", "new.npz", "--format", "csv")
    }
    let fitting = predict([("y", [3]), ("images", [3, 2])])
    #expect(fitting.output.contains("new.npz: images[2],"), "\(fitting.messages)")
    #expect(predict([("b", [1, 2]), ("x", [2, 2])]).output.contains("new.npz: x[1],"))
    for (arrays, found) in [
      ([("a", [2, 2]), ("b", [1, 2])], "holds a, b, of which a, b could be examples of 2"),
      ([("a", [2, 3]), ("b", [1])], "holds a, b, of which none could be examples of 2"),
    ] {
      let refused = predict(arrays)
      #expect(refused.status == 5 && refused.messages.contains(found), "\(refused.messages)")
    }
  }

  @Test func `numbers of another type than the pictures' are refused by name`() {
    writePictures(of: ["a", "b"])
    write(pictures + ", \"split\": { \"test\": 0.25 }", outputs: 2)
    train()
    var arrays = NumPyArchive()
    arrays.add("x_train", "<f4", shape: [2, 4, 4], floats(.init(repeating: 1, count: 32)))
    arrays.add("y_train", "<i8", shape: [2], [UInt8](repeating: 0, count: 16))
    program.write(bytes: arrays.file, to: "floats.npz")
    let wayOut = "a.astype(\"uint8\")"
    for verb in [
      ["predict", "mine", "only.npz"], ["evaluate", "mine", "--dataset", "floats.npz"],
    ] {
      var only = NumPyArchive()
      only.add("x", "<f4", shape: [2, 1, 4, 4], floats(.init(repeating: 1, count: 32)))
      program.write(bytes: only.file, to: "only.npz")
      let refused = program.run(verb)
      #expect(refused.status == 5, "\(refused.messages)")
      #expect(refused.messages.contains("holds float32, expected bytes"), "\(refused.messages)")
      #expect(refused.messages.contains(wayOut))
    }
    arrays = NumPyArchive()
    arrays.add("x_train", "|u1", shape: [2, 4, 4], [UInt8](0..<32))
    arrays.add("y_train", "<i8", shape: [2], [UInt8](repeating: 0, count: 16))
    arrays.add("x_test", "<f4", shape: [2, 1, 4, 4], floats(.init(repeating: 1, count: 32)))
    arrays.add("y_test", "<i8", shape: [2], [UInt8](repeating: 0, count: 16))
    program.write(bytes: arrays.file, to: "rows.npz")
    write(archive, outputs: 2)
    let mixed = program.run("run", "mine", "--quiet")
    #expect(mixed.messages.contains("rows.npz: x_test: holds float32"), "\(mixed.messages)")
  }

  @Test func `another shape than the pictures' is refused by name`() {
    writePictures(of: ["a", "b"])
    write(pictures + ", \"split\": { \"test\": 0.25 }", outputs: 2)
    train()
    var arrays = NumPyArchive()
    arrays.add("x_train", "|u1", shape: [1, 5, 5], [UInt8](repeating: 0, count: 25))
    arrays.add("y_train", "<U1", shape: [1], [97, 0, 0, 0])
    program.write(bytes: arrays.file, to: "larger.npz")
    let refused = program.run("evaluate", "mine", "--dataset", "larger.npz")
    #expect(refused.status == 5, "\(refused.messages)")
    #expect(refused.messages.contains("larger.npz: examples of 1x5x5, expected 1x4x4"))
  }

  @Test func `a mistyped file is not taken for a data set`() {
    writeArchive(8, classes: 2)
    write(archive + validation, outputs: 2)
    train()
    let refused = program.run("evaluate", "mine", "--dataset", "nope.csv")
    #expect(refused.status == 2)
    #expect(
      refused.messages.hasPrefix("error: --dataset nope.csv: no such file, folder or data set\n"))
    let near = program.run("evaluate", "mine", "--dataset", "minst")
    #expect(near.messages.contains("did you mean mnist?"), "\(near.messages)")
  }
}
