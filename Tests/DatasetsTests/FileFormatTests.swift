import Datasets
import Engine
import Files
import Testing

@Suite("Files of other formats")
struct FileFormatTests {
  private let files = TemporaryFiles()

  /// First bytes, each written as the character of its number.
  private static let starts: [(FileFormat, String)] = [
    (.zip, "PK\u{3}\u{4}\u{14}\0\0\0 u.csv"), (.zip, "PK\u{5}\u{6}\0\0"),
    (.npz, "PK\u{3}\u{4}\u{14}\0\0\0 arr_0.npy"),
    (.pytorch, "PK\u{3}\u{4}\u{14}\0\0\0 net/data.pkl"),
    (.excel, "PK\u{3}\u{4}\u{14}\0\0\0 [Content_Types].xml"),
    (.excel, "\u{D0}\u{CF}\u{11}\u{E0}\u{A1}\u{B1}\u{1A}\u{E1}\0\0"),
    (.openDocument, "PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
    (.bzip2, "BZh91AY&SY\u{D8}r"), (.xz, "\u{FD}7zXZ\0\0\u{4}"),
    (.zstandard, "\u{28}\u{B5}\u{2F}\u{FD}\u{4}"), (.lz4, "\u{4}\u{22}M\u{18}d"),
    (.sevenZip, "7z\u{BC}\u{AF}'\u{1C}"), (.rar, "Rar!\u{1A}\u{7}\u{1}\0"),
    (.tar, tape), (.webPage, "<!DOCTYPE html>\n<html></html>\n"),
    (.webPage, "\u{EF}\u{BB}\u{BF}\n  <HTML lang=\"en\">"),
    (.xml, "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"),
    (.json, "{\n  \"epoch\": 1}"), (.json, "[{\"a\": 1}]"), (.json, "[[1, 2]]"),
    (.gitLFS, "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n"),
    (.numpy, "\u{93}NUMPY\u{1}\0v\0{'descr': '<f4'"), (.png, "\u{89}PNG\r\n\u{1A}\n"),
    (.jpeg, "\u{FF}\u{D8}\u{FF}\u{E0}"), (.gif, "GIF89a\u{1}\0"), (.pdf, "%PDF-1.7\n"),
    (.hdf5, "\u{89}HDF\r\n\u{1A}\n"), (.matlab, "MATLAB 5.0 MAT-file, Platform"),
    (.sqlite, "SQLite format 3\0\u{10}"), (.parquet, "PAR1\u{15}\u{4}"), (.arrow, "ARROW1\0\0"),
    (.pickle, "\u{80}\u{4}\u{95}\u{1}"), (.arff, "@RELATION iris\n"),
    (.idx, "\0\0\u{8}\u{3}\0\0\0\n"), (.utf16, "a\0,\0y\0\n\0"), (.utf16, "\0a\0,\0y\0\n"),
    (.utf32, "\u{FF}\u{FE}\0\0a\0\0\0"),
  ]

  private static let tape = "u.csv" + String(repeating: "\0", count: 252) + "ustar\0"

  @Test(arguments: starts)
  func `a file that is no table is named for what it is`(format: FileFormat, text: String) {
    let start = bytes(text)
    #expect(FileFormat(startingWith: start.span) == format)
    for contents in [start, gzip(start)] {
      files.write(contents, to: "u.csv")
      let error = #expect(throws: DatasetError.self) {
        try DatasetConfiguration(
          source: .csv(CSVSource(train: "u.csv", test: "u.csv")), places: files.places
        ).describe()
      }
      #expect(error?.description.hasPrefix("u.csv: is \(format.rawValue), not a table") == true)
      #expect(error?.definitionPath == nil)
    }
  }

  private static let foreign = starts.filter { $0.0 != .idx }

  @Test(arguments: foreign)
  func `a file that is not IDX is named for what it is`(format: FileFormat, text: String) {
    let start = bytes(text)
    for contents in [start, gzip(start)] {
      files.write(contents, to: "images")
      let source = IDXSource(
        trainImages: "images", trainLabels: "images", testImages: "images", testLabels: "images")
      let error = #expect(throws: DatasetError.self) {
        try DatasetConfiguration(source: .idx(source), places: files.places).load()
      }
      #expect(error?.description.hasPrefix("images: is \(format.rawValue), not an IDX") == true)
    }
  }

  @Test func `every format is tested, but gzip, which is unpacked once`() {
    let tested = Set(Self.starts.map(\.0))
    #expect(FileFormat.allCases.filter { !tested.contains($0) } == [.gzip])
    let twice = gzip(gzip(bytes("a,y\n1,2\n")))
    files.write(twice, to: "u.csv")
    let error = #expect(throws: DatasetError.self) {
      try DatasetConfiguration(
        source: .csv(CSVSource(train: "u.csv", test: "u.csv")), places: files.places
      ).describe()
    }
    #expect(
      error?.description
        == "u.csv: is a gzip file inside a gzip file, not a table; unpack it once with gunzip")
  }

  private static let tables = [
    "", "a,b,y\n1,2,3\n", "PAR1,PAR2,y\n", "BZh,y\n", "{a},y\n", "[a],y\n", "PK,SK,y\n",
    "GIF,y\n", "version,y\n", "[1,2]\n", "ORC,y\n", "\u{FEFF}a;b\n", "0,0\n", "é,y\n1,2\n",
  ]

  @Test(arguments: tables)
  func `no table is taken for another format`(text: String) {
    #expect(FileFormat(startingWith: Array(text.utf8).span) == nil)
  }

  @Test func `a file in place of a published one is named`() {
    for file in FashionMNIST.files {
      files.write("<!DOCTYPE html><html></html>", to: "data/fashion_mnist/\(file.dataFile.name)")
    }
    let configuration = DatasetConfiguration(source: .fashionMNIST, places: files.places)
    let error = #expect(throws: DatasetError.self) { try configuration.load() }
    #expect(
      error?.description.hasSuffix(
        "train-images-idx3-ubyte: is a web page (HTML), not the published file; download the file "
          + "itself, not the page about it") == true)
  }

  private static let headers: [(UInt32, Int, String)] = [
    (0x0801, 3, "holds labels where images are expected"),
    (0x0803, 1, "holds images where labels are expected"),
    (0x0308_0000, 3, "the bytes of the header are reversed"),
    (0x0108_0000, 3, "the bytes of the header are reversed"),
    (0x0108_0000, 1, "the bytes of the header are reversed"),
    (0x0D03, 3, "holds 32-bit floats, rank 3, expected unsigned bytes, rank 3"),
    (0x0804, 3, "holds unsigned bytes, rank 4, expected unsigned bytes, rank 3"),
    (0x612C_620A, 3, "is text, not an IDX file"),
    (0x0100_0803, 3, "magic number 0x01000803, expected 0x00000803 (unsigned bytes, rank 3)"),
  ]

  @Test(arguments: headers)
  func `another header than the expected one is explained`(
    magic: UInt32, rank: Int, message: String
  ) {
    let contents = idx(dimensions: [3, 2, 4], [UInt8](repeating: 0, count: 24), magic: magic)
    for contents in [contents, Array(contents.prefix(4)), gzip(contents)] {
      let problem = #expect(throws: DataFileProblem.self) { try IDXFile(contents.span, rank: rank) }
      #expect(problem?.description.hasPrefix(message) == true)
    }
  }
}

/// The bytes that the characters' numbers are.
private func bytes(_ text: String) -> [UInt8] { text.unicodeScalars.map { UInt8($0.value) } }
