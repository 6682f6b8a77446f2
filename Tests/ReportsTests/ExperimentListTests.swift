import Datasets
import Experiments
import Files
import Reports
import Testing

struct ExperimentListTests {
  @Test func `experiments whose data set is not on this machine say so, and no others`() {
    let list = ExperimentList(Self.shipped, runs: [:], places: DataSearchPaths(system: "/nowhere"))
    let missing = list.entries.filter { $0.missingData != nil }
    let fashion = ["fashion-cnn", "fashion-conv-momentum", "fashion-resnet"]
    #expect(missing.map(\.name) == ["cifar10-resnet20"] + fashion)
    let lines = list.table.laidOut(width: 80, style: .plain).text.split(separator: "\n")
    #expect(
      lines.filter { $0.hasSuffix(" [data missing: fashion_mnist]") }.count == fashion.count)
    #expect(lines.filter { $0.hasSuffix(" [data missing: cifar10]") }.count == 1)
    #expect(lines.count == list.entries.count + 1)
    let records = list.table.csv.split(separator: "\n")
    #expect(records.filter { $0.hasSuffix(",fashion_mnist") }.count == fashion.count)
  }

  @Test(arguments: [(60, ["parameters"]), (80, [])])
  func `in a narrow window a description is cut with a mark, and says something still`(
    width: Int, dropped: [String]
  ) {
    let list = ExperimentList(Self.shipped, runs: [:], places: DataSearchPaths(system: "/nowhere"))
    let layout = list.table.laidOut(
      width: width, style: TextStyle(isColoured: false, isUnicode: true))
    let lines = layout.text.split(separator: "\n").map(String.init)
    #expect(layout.dropped == dropped)
    #expect(lines.allSatisfy { $0.columns <= width })
    for (line, entry) in zip(lines.dropFirst(), list.entries) {
      let text = entry.missingData.map { " [data missing: \($0)]" } ?? ""
      #expect(line.hasSuffix("…" + text) || line.hasSuffix(text.isEmpty ? "…" : text.dropFirst()))
    }
  }

  @Test func `files that are there are enough, whatever is in them`() throws {
    var template = Array("/tmp/bench-list-XXXXXX".utf8CString)
    let made = try #require(mkdtemp(&template))
    let folder = String(cString: made)
    let data = folder + "/" + FashionMNIST.name
    try #require(mkdir(data, 0o700) == 0)
    let paths = FashionMNIST.files.map { "\(data)/\($0.dataFile.name)" }
    defer {
      for path in paths { unlink(path) }
      rmdir(data)
      rmdir(folder)
    }
    for path in paths { close(open(path, O_WRONLY | O_CREAT, 0o600)) }
    let list = ExperimentList(
      Self.shipped, runs: [:], places: DataSearchPaths(chosen: folder, system: "/nowhere"))
    #expect(list.entries.allSatisfy { $0.missingData == nil || $0.missingData == "cifar10" })
    #expect(!list.table.markdown.contains("data missing: fashion_mnist"))
  }

  /// The definitions of this repository.
  private static let shipped: ExperimentLibrary = {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    return ExperimentLibrary(folder: root + "/experiments", data: DataFileInspector())
  }()
}
