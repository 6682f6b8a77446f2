import Datasets
import Engine
import Files
import Testing

/// How often files are read, and what happens when they change meanwhile.
struct DataReadingTests {
  private let files = TemporaryFiles()

  private var dataset: DatasetConfiguration {
    let source = CSVSource(train: "train.csv", test: "train.csv")
    return DatasetConfiguration(source: .csv(source), places: files.places)
  }

  /// Writes a file and dates it back, as one that was there before.
  private func write(_ text: String, to name: String = "train.csv", seconds: Int = 1000) {
    files.write(text, to: name)
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    precondition(utimensat(AT_FDCWD, "\(files.path)/\(name)", times, 0) == 0)
  }

  @Test func `a file is read once in each way until anything about it changes`() throws {
    write("x,y\n1,2\n3,4\n")
    // A change within the clock's last tick could not be told from one before.
    usleep(30_000)
    let path = "\(files.path)/train.csv"
    let cache = DataFileCache<Int, String>()
    var readings: [String] = []
    func content(_ way: Int) throws {
      _ = try cache.content(of: path, as: way) {
        readings.append("\(way)")
        return ""
      }
    }
    for way in [1, 1, 2, 1, 2] { try content(way) }
    #expect(readings == ["1", "2"])
    // The same size and time: only the time of the change tells.
    write("x,y\n5,6,7,8\n")
    usleep(30_000)
    for way in [1, 1] { try content(way) }
    #expect(readings == ["1", "2", "1"])
    cache.forget()
    try content(1)
    #expect(readings == ["1", "2", "1", "1"])
  }

  @Test(arguments: [("x,y\n1,2\n3,4\n5,6\n", 1000), ("x,y\n1,2\n3,5\n", 1001)])
  func `a file that changed is read again`(text: String, seconds: Int) throws {
    write("x,y\n1,2\n3,4\n")
    let first = try dataset.load()
    write(text, seconds: seconds)
    #expect(try dataset.load().dataSHA256 != first.dataSHA256)
  }

  @Test func `images are read again where their file changed`() throws {
    let pixels = [UInt8](repeating: 7, count: 8)
    func images(_ first: UInt8) -> [UInt8] {
      [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, first] + pixels.dropFirst()
    }
    func write(_ bytes: [UInt8], to name: String, seconds: Int) {
      files.write(bytes, to: name)
      let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
      precondition(utimensat(AT_FDCWD, "\(files.path)/\(name)", times, 0) == 0)
    }
    write(images(1), to: "images", seconds: 1000)
    write([0, 0, 8, 1, 0, 0, 0, 2, 0, 1], to: "labels", seconds: 1000)
    let dataset = DatasetConfiguration(
      source: .idx(
        IDXSource(
          trainImages: "images", trainLabels: "labels", testImages: "images", testLabels: "labels",
          classCount: 2)), places: files.places)
    let first = try dataset.load().dataSHA256
    write(images(2), to: "images", seconds: 1000)
    #expect(try dataset.load().dataSHA256 != first)
  }

  @Test func `where the layout is known no file is needed to describe the data`() throws {
    write("x,y\n1,2\n3,4\n")
    var known = dataset
    known.layout = try dataset.describe().layout
    unlink("\(files.path)/train.csv")
    #expect(try known.describe().layout == known.layout)
    #expect(throws: DatasetError.self) { try dataset.describe() }
    #expect(throws: DatasetError.self) { try known.load() }
  }

  @Test(arguments: ["x,y,z\n1,2,3\n4,5,6\n", "x,y\n1,2\n", "x,y\n1,2\n3,4\n5,6\n"])
  func `files that hold other examples than they did are refused`(text: String) throws {
    write("x,y\n1,2\n3,4\n")
    var known = dataset
    known.layout = try dataset.describe().layout
    write(text, seconds: 1001)
    let error = #expect(throws: DatasetError.self) { try known.load() }
    #expect(error == .changed(dataset: "csv") && error?.definitionPath == nil)
    #expect(error?.description == "the files of dataset csv changed while they were read")
  }

  @Test func `a layout that no file can have is none`() {
    let csv = DatasetSource.csv(CSVSource(train: "x"))
    for (source, shape, count, isPossible) in [
      (csv, [2], 10, true), (csv, [], 10, false), (csv, [2, 2], 10, false), (csv, [0], 10, false),
      (csv, [2], 0, false), (csv, [2], .max, false), (.mnist, [1, 28, 28], 10, true),
      (.mnist, [784], 10, false), (.mnist, [1, 1 << 20, 1 << 20], 10, false),
      (.mnist, [.max, .max, .max], 10, false),
    ] as [(DatasetSource, [Int], Int, Bool)] {
      let layout = DatasetLayout(rawShape: Shape(shape), trainCount: count, testCount: 10)
      #expect(layout.isPossible(for: source) == isPossible, "\(shape) \(count)")
    }
  }
}
