/// A format of a data file that is not the expected one.
///
/// It is recognised by its first bytes. No table begins like any of these.
package enum FileFormat: String, Hashable, Sendable, CaseIterable {
  case zip = "a zip archive"
  case excel = "an Excel workbook"
  case openDocument = "an OpenDocument file"
  case npz = "a NumPy archive (npz)"
  case pytorch = "a PyTorch file"
  case gzip = "a gzip file inside a gzip file"
  case bzip2 = "a bzip2 file"
  case xz = "an xz file"
  case zstandard = "a Zstandard file"
  case lz4 = "an LZ4 file"
  case sevenZip = "a 7-Zip archive"
  case rar = "a RAR archive"
  case tar = "a tar archive"
  case webPage = "a web page (HTML)"
  case xml = "an XML file"
  case json = "a JSON file"
  case gitLFS = "a Git LFS pointer, not the file it stands for"
  case numpy = "a NumPy array (npy)"
  case idx = "an IDX file"
  case png = "a PNG picture"
  case jpeg = "a JPEG picture"
  case gif = "a GIF picture"
  case pdf = "a PDF document"
  case hdf5 = "an HDF5 file"
  case matlab = "a MATLAB file"
  case sqlite = "an SQLite database"
  case parquet = "a Parquet file"
  case arrow = "an Arrow file"
  case pickle = "a Python pickle"
  case arff = "an ARFF file"
  case utf16 = "UTF-16 text without a byte-order mark"
  case utf32 = "UTF-32 text"

  /// The number of bytes at the start of a file that are examined.
  package static let length = 512

  /// Recognises the format of a file; nil if it is none of these.
  ///
  /// - Parameter start: at least the first `length` bytes of the file, or all of it.
  package init?(startingWith start: Span<UInt8>) {
    let bytes = start.withUnsafeBufferPointer { Array($0.prefix(Self.length)) }
    let found =
      Self.signatures.first { bytes.dropFirst($0.offset).starts(with: $0.bytes) }?.format
      ?? Self.wideText(bytes) ?? Self.text(bytes) ?? (Self.isIDX(bytes) ? .idx : nil)
    guard let found else { return nil }
    self = found == .zip ? Self.archive(bytes) : found
  }

  /// What the user can do; nil if there is nothing but to find another file.
  package var advice: String? {
    switch self {
    case .zip, .sevenZip, .rar, .tar: "unpack it, and name the file inside"
    case .bzip2: "unpack it with bunzip2"
    case .xz: "unpack it with unxz"
    case .zstandard: "unpack it with unzstd"
    case .lz4: "unpack it with unlz4"
    case .gzip: "unpack it once with gunzip"
    case .webPage, .xml: "download the file itself, not the page about it"
    case .gitLFS: "fetch the file in its repository: git lfs pull"
    case .excel, .openDocument: "open it, and save the sheet as CSV"
    case .numpy: "read it with \"name\": \"npy\" in dataset"
    case .npz: "read it with \"name\": \"npz\" in dataset"
    case .parquet: "write a table: pandas.read_parquet(FILE).to_csv(\"x.csv\", index=False)"
    case .arrow: "write a table: pandas.read_feather(FILE).to_csv(\"x.csv\", index=False)"
    case .pytorch, .hdf5, .matlab, .pickle, .sqlite, .json, .arff:
      "write its numbers to a table (CSV) with the program that made it"
    case .idx: "read it with \"name\": \"idx\" in dataset"
    case .utf16, .utf32: "save it as UTF-8"
    case .png, .jpeg:
      "put pictures in a folder for each class, and read them with \"name\": \"image_folder\""
    case .gif, .pdf: nil
    }
  }
}

private struct Signature {
  let format: FileFormat
  let bytes: [UInt8]
  let offset: Int

  init(_ format: FileFormat, _ bytes: [UInt8], at offset: Int = 0) {
    self.format = format
    self.bytes = bytes
    self.offset = offset
  }

  init(_ format: FileFormat, _ text: String, at offset: Int = 0) {
    self.init(format, Array(text.utf8), at: offset)
  }
}

extension FileFormat {
  /// Each has a byte that no text has, or is longer than the name of any column.
  private static let signatures = [
    Signature(.zip, "PK\u{3}\u{4}"), Signature(.zip, "PK\u{5}\u{6}"),
    Signature(.zip, "PK\u{7}\u{8}"),
    Signature(.excel, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
    Signature(.gzip, [0x1F, 0x8B]), Signature(.bzip2, "1AY&SY", at: 4),
    Signature(.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
    Signature(.zstandard, [0x28, 0xB5, 0x2F, 0xFD]), Signature(.lz4, [0x04, 0x22, 0x4D, 0x18]),
    Signature(.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
    Signature(.rar, "Rar!\u{1A}\u{7}"), Signature(.tar, "ustar", at: 257),
    Signature(.gitLFS, "version https://git-lfs.github.com/spec/"),
    Signature(.numpy, [0x93] + Array("NUMPY".utf8)),
    Signature(.png, [0x89] + Array("PNG\r\n\u{1A}\n".utf8)), Signature(.jpeg, [0xFF, 0xD8, 0xFF]),
    Signature(.gif, "GIF87a"), Signature(.gif, "GIF89a"), Signature(.pdf, "%PDF-"),
    Signature(.hdf5, [0x89] + Array("HDF\r\n\u{1A}\n".utf8)),
    Signature(.matlab, "MATLAB 5.0 MAT-file"), Signature(.sqlite, "SQLite format 3\0"),
    Signature(.parquet, "PAR1\u{15}"), Signature(.arrow, "ARROW1\0\0"),
    Signature(.pickle, [0x80, 2]), Signature(.pickle, [0x80, 3]), Signature(.pickle, [0x80, 4]),
    Signature(.pickle, [0x80, 5]),
    Signature(.utf32, [0xFF, 0xFE, 0, 0]), Signature(.utf32, [0, 0, 0xFE, 0xFF]),
  ]

  /// Returns the kind of a zip archive from the names of its first members.
  private static func archive(_ bytes: [UInt8]) -> FileFormat {
    let text = String(decoding: bytes, as: UTF8.self)
    if text.contains("[Content_Types].xml") || text.contains("xl/") { return .excel }
    if text.contains("application/vnd.oasis.opendocument") { return .openDocument }
    if text.contains("/data.pkl") { return .pytorch }
    return text.contains(".npy") ? .npz : .zip
  }

  /// UTF-16 of Latin letters: every other byte is zero.
  private static func wideText(_ bytes: [UInt8]) -> FileFormat? {
    guard bytes.count >= 8 else { return nil }
    let isZero = bytes.prefix(8).map { $0 == 0 }
    return isZero == [true, false, true, false, true, false, true, false]
      || isZero == [false, true, false, true, false, true, false, true] ? .utf16 : nil
  }

  /// Recognises a text format by its first word.
  private static func text(_ bytes: [UInt8]) -> FileFormat? {
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
      .drop { $0 == "\u{FEFF}" || $0.isWhitespace }
    if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") { return .webPage }
    if text.hasPrefix("<?xml") { return .xml }
    if text.hasPrefix("@relation ") { return .arff }
    let inside = text.dropFirst().drop(while: \.isWhitespace).first
    switch (text.first, inside) {
    case ("{", "\""), ("[", "{"), ("[", "["): return .json
    default: return nil
    }
  }

  /// Two zeros, a type of elements and a rank.
  private static func isIDX(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 8 && bytes[0] == 0 && bytes[1] == 0
      && [8, 9, 0xB, 0xC, 0xD, 0xE].contains(bytes[2]) && (1...4).contains(bytes[3])
  }
}
