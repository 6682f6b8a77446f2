import Datasets
import Experiments
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

struct ExperimentLibraryTests {
  @Test func `an experiment is named by its name or by a file's path`() throws {
    let files = ["mine.json": sample(), "bad name.json": sample()]
    try withFolder(files) { folder in
      let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
      #expect(try library.resolve(nameOrPath: "mine").name == "mine")
      #expect(library.experiment(at: "\(folder)/mine.json") == "mine")
      #expect(try library.resolve(nameOrPath: "\(folder)/mine.json").name == "mine")
      try withFolder(["other.json": sample(), "odd name.json": sample()]) { elsewhere in
        #expect(library.experiment(at: "\(elsewhere)/other.json") == nil)
        let other = try library.resolve(nameOrPath: "\(elsewhere)/other.json")
        #expect(other.name == "other")
        let odd = #expect(throws: DefinitionError.self) {
          try library.resolve(nameOrPath: "\(elsewhere)/odd name.json")
        }
        #expect(odd?.description.contains("its runs cannot be called 'odd name'") == true)
        #expect(throws: DefinitionError.self) {
          try library.resolve(nameOrPath: "\(elsewhere)/none.json")
        }
      }
    }
  }

  @Test func `all are resolved as each alone, however they extend each other`() throws {
    var files = [
      "root.json": sample(), "broken.json": "{", "on-broken.json": #"{"extends": "broken"}"#,
    ]
    for number in 1...40 {
      let base = number == 1 ? "root" : "step-\(number - 1)"
      files["step-\(number).json"] =
        #"{"extends": "\#(base)", "optimizer": {"learning_rate": 0.\#(number)}, "seed": \#(number)}"#
    }
    files["wrong.json"] = #"{"extends": "step-40", "optimizer": {"rate": 1}}"#
    files["on-wrong.json"] = #"{"extends": "wrong", "seed": 3}"#
    files["a.json"] = #"{"extends": "b"}"#
    files["b.json"] = #"{"extends": "a"}"#
    files["lost.json"] = #"{"extends": "nowhere"}"#
    files["number.json"] = #"{"extends": 3}"#
    files["on-number.json"] = #"{"extends": "number"}"#
    files["null.json"] = sample(replacing: "{\n", with: "{ \"extends\": null,\n")
    try withFolder(files) { folder in
      let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
      let all = library.resolveAll()
      #expect(all.map(\.name) == library.names)
      var reading = LibraryReading(of: library)
      for (name, result) in all {
        let alone = Result { () throws(DefinitionError) in try library.resolve(name) }
        switch (result, alone) {
        case (.success(let found), .success(let expected)):
          #expect(found.definition == expected.definition && found.defaults == expected.defaults)
        case (.failure(let found), .failure(let expected)):
          #expect(found.total == expected.total && found.isAboutData == expected.isAboutData)
          let placed = #expect(throws: DefinitionError.self) { try reading.resolve(name) }
          #expect(placed == expected)
        default: Issue.record("\(name): \(result), alone \(alone)")
        }
      }
    }
  }

  @Test func `what many definitions extend is read once for all of them`() throws {
    let files = [
      "a.json": sample(), "b.json": #"{"extends": "a"}"#,
      "c.json": #"{"extends": "b", "seed": 3}"#, "d.json": #"{"extends": "b", "sed": 3}"#,
    ]
    try withFolder(files) { folder in
      let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
      let mistake = Result { () throws(DefinitionError) in try library.resolve("d") }
      var reading = LibraryReading(of: library)
      _ = try reading.resolve("b")
      for name in ["a", "b"] { try #require(unlink("\(folder)/\(name).json") == 0) }
      #expect(try reading.resolve("c").seed == 3)
      #expect(try reading.resolve("b").seed == reading.resolve("a").seed)
      let found = Result { () throws(DefinitionError) in try reading.resolve("d") }
      guard case (.failure(let expected), .failure(let found)) = (mistake, found) else {
        Issue.record("a mistake was overlooked")
        return
      }
      #expect(found == expected)
    }
  }

  @Test func `only files with an experiment's name are experiments`() throws {
    let files = [
      "b.json": "", "a-1.json": "", "schema.json": "", ".hidden.json": "", "notes.txt": "",
      "-x.json": "", "a b.json": "", "B.json": "",
    ]
    try withFolder(files) { folder in
      #expect(
        ExperimentLibrary(folder: folder, data: DataFileInspector()).names == ["B", "a-1", "b"])
      #expect(ExperimentLibrary(folder: folder + "/none", data: DataFileInspector()).names == [])
    }
  }

  @Test func `a file whose name no experiment can have is named with the reason`() throws {
    let files = [
      "mine.json": sample(), "a b.json": sample(), "gr\u{F6}\u{DF}e.json": "{", "schema.json": "{}",
      ".hidden.json": "{}", "x y.txt": "",
    ]
    try withFolder(files) { folder in
      let library = ExperimentLibrary(
        folder: folder, shownAs: "~/all", label: "all", data: DataFileInspector())
      let rule = "is not an experiment's name: [A-Za-z0-9][A-Za-z0-9._-]{0,99}"
      let headlines = ["a b", "gr\u{F6}\u{DF}e"].map { "all/\($0).json: '\($0)' \(rule)" }
      #expect(library.misnamedFiles.map(\.headline) == headlines)
      for name in ["a b", "a b.json", "all/a b.json"] {
        let error = #expect(throws: DefinitionError.self) { try library.resolve(name) }
        let start = "no experiment '\(name)' in ~/all\n  \(headlines[0])\n  rename the file: "
        #expect(error?.description.hasPrefix(start) == true)
      }
      let error = #expect(throws: DefinitionError.self) {
        try library.resolveFile(at: folder + "/a b.json")
      }
      #expect(error?.diagnostics.map(\.headline) == [headlines[0]])
      // Elsewhere a file may have any name.
      let other = ExperimentLibrary(folder: folder + "/none", data: DataFileInspector())
      let elsewhere = try other.resolveFile(at: folder + "/a b.json")
      #expect(elsewhere.name == "a b")
      #expect(other.misnamedFiles.isEmpty)
    }
  }

  @Test(arguments: [
    ("minee", "no experiment 'minee' in ~/bench/experiments\n  did you mean mine? all 3: list"),
    (
      "min",
      "no experiment 'min' in ~/bench/experiments\n  did you mean mine or mint? all 3: list"
    ),
    ("schema", "no experiment 'schema' in ~/bench/experiments\n  all 3: list"),
    ("../mine", "no experiment '../mine' in ~/bench/experiments\n  all 3: list"),
    ("a\u{1B}b", "no experiment 'a\\u{1B}b' in ~/bench/experiments\n  all 3: list"),
  ])
  func `an unknown experiment is answered with the nearest`(name: String, text: String) throws {
    let files = ["mine.json": sample(), "mint.json": sample(), "zzz.json": sample()]
    try withFolder(files.merging(["schema.json": "{}"]) { $1 }) { folder in
      let library = ExperimentLibrary(
        folder: folder, shownAs: "~/bench/experiments", data: DataFileInspector())
      let error = #expect(throws: DefinitionError.self) { try library.resolve(name) }
      #expect(error?.description == text)
    }
  }

  @Test(arguments: [
    ("a", true), ("0", true), ("A.b_c-d", true), ("", false), (".a", false), ("-a", false),
    ("a/b", false), ("a\0", false), ("é", false), ("a b", false), ("..", false),
    (String(repeating: "a", count: 100), true), (String(repeating: "a", count: 101), false),
  ])
  func `names are safe in any path`(name: String, isName: Bool) {
    #expect(ExperimentLibrary.isName(name) == isName)
  }

  @Test func `a file elsewhere resolves over the library's definitions`() throws {
    try withFolder(["base.json": sample(), "own.json": #"{"extends": "base", "seed": 3}"#]) {
      let library = ExperimentLibrary(folder: $0, data: DataFileInspector())
      let experiment = try library.resolveFile(at: $0 + "/own.json")
      #expect(experiment.name == "own")
      #expect(experiment.seed == 3)
      let missing = #expect(throws: DefinitionError.self) {
        try library.resolveFile(at: "/nowhere/x.json")
      }
      #expect(missing?.description == "/nowhere/x.json: No such file or directory")
      let folder = #expect(throws: DefinitionError.self) { try library.resolveFile(at: "/tmp") }
      #expect(folder?.description == "/tmp: is a folder, expected a file")
    }
  }

  @Test(arguments: [
    ("cnn3-bce", 56_032), ("fashion-cnn", 421_738), ("fashion-conv-momentum", 125_850),
    ("fashion-resnet", 174_970), ("mnist-dscnn", 23_242), ("cifar10-resnet20", 272_474),
    ("lenet5-99", 61_706), ("lenet5-best", 61_706), ("lenet5-sgd", 61_706),
    ("linear-regression", 4), ("mlp-nll", 535_818), ("mlp-sgd", 535_818), ("xor-mlp", 9),
  ])
  func `the shipped definitions resolve`(name: String, parameters: Int) throws {
    let library = ExperimentLibrary(
      folder: repositoryPath("experiments"), data: DataFileInspector())
    let experiment = try library.resolve(name)
    #expect(experiment.parameterCount == parameters)
    #expect(!experiment.description.isEmpty)
    #expect(library.names.contains(name))
  }

  @Test func `lenet5-sgd is the notebook's network`() throws {
    let library = ExperimentLibrary(
      folder: repositoryPath("experiments"), data: DataFileInspector())
    let experiment = try library.resolve("lenet5-sgd")
    #expect(experiment.totalSteps == 3160)
    #expect(experiment.dataset.train == .range(0..<10_000))
    #expect(experiment.dataset.test == .range(8_000..<10_000))
    #expect(
      experiment.layers.map { "\($0.type) \($0.output)" } == [
        "conv2d 6x28x28", "tanh 6x28x28", "avg_pool2d 6x14x14", "tanh 6x14x14",
        "conv2d 16x10x10", "tanh 16x10x10", "avg_pool2d 16x5x5", "tanh 16x5x5",
        "conv2d 120x1x1", "tanh 120x1x1", "flatten 120", "linear 84", "tanh 84", "linear 10",
      ])
  }
}
