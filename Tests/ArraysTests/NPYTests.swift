import Arrays
import Testing

@Suite("NumPy arrays")
struct NPYTests {
  private func numbers(_ file: [UInt8]) throws -> NumericArray {
    try #require(try ArrayContent(npy: file).numbers)
  }

  @Test func `bytes are read without a copy`() throws {
    let array = try numbers(Fixtures.bytes2x3)
    #expect(array.shape == [2, 3])
    #expect(array.element == .u1)
    #expect(array.storage == Fixtures.bytes2x3)
    #expect(array.bytes == [0, 1, 2, 3, 4, 5])
  }

  @Test func `either byte order gives the same numbers`() throws {
    let array = try numbers(Fixtures.bigFloats)
    #expect(array.shape == [2, 2])
    #expect(try array.floats() == [1, -2.5, 0.1, 3e38])
  }

  @Test(arguments: [Fixtures.fortran, Fixtures.fortranBig])
  func `Fortran order becomes C order`(file: [UInt8]) throws {
    let array = try numbers(file)
    #expect(array.shape == [2, 3, 4])
    #expect(try array.integers() == Array(0..<24))
  }

  @Test func `version 3 is read`() throws {
    #expect(try numbers(Fixtures.version3).integers() == [0, 1, 2, 3])
  }

  @Test func `booleans are 0 and 1`() throws {
    #expect(try numbers(Fixtures.truths).integers() == [1, 0, 1])
    #expect(try numbers(Fixtures.truths).bytes == [1, 0, 1])
    let file = Array(Fixtures.truths.dropLast()) + [2]
    #expect(problem(npy: file) == .npy(.notBool(2, index: [2])))
  }

  @Test func `texts lose the zeros at their ends`() throws {
    #expect(
      try ArrayContent(npy: Fixtures.words).texts == ["setosa", "été", "", "\u{1F600}"])
    #expect(try ArrayContent(npy: Fixtures.wordsBig).texts == ["a", "bc"])
    #expect(try ArrayContent(npy: Fixtures.byteWords).texts == ["cat", "a\0b", "dog "])
  }

  @Test func `texts that are not Unicode are refused with their index`() {
    #expect(problem(npy: npy(descr: "'|S1'", [65, 0xE9])) == .npy(.notText(index: 1)))
    let surrogate: [UInt8] = [0, 0xD8, 0, 0]
    #expect(
      problem(npy: npy(descr: "'<U1'", [65, 0, 0, 0] + surrogate)) == .npy(.notText(index: 1)))
  }

  private static let refused: [([UInt8], NPYProblem, String)] = [
    (Fixtures.objects, .pickled, "a.astype(\"float32\"), allow_pickle=False)"),
    (
      Fixtures.records, .elementType(descr: "a list", .structured),
      "holds records with fields (dtype a list)"
    ),
    (Fixtures.complexes, .elementType(descr: "<c8", .complex), "complex numbers (dtype <c8)"),
    (Fixtures.dates, .elementType(descr: "<M8[D]", .date), "dates (dtype <M8[D])"),
    (Fixtures.scalar, .noDimensions, "numpy.atleast_1d(a)"),
    (Fixtures.nothing, .emptyArray(shape: [0, 3]), "holds no values (shape 0x3)"),
    (npy(descr: "'<f16'"), .elementType(descr: "<f16", .longFloat), "a.astype(\"float64\")"),
    (npy(descr: "'<V2'"), .elementType(descr: "<V2", .raw), "ml_dtypes"),
    (npy(descr: "'<m8[s]'"), .elementType(descr: "<m8[s]", .duration), "durations"),
    (npy(descr: "'<q9'"), .elementType(descr: "<q9", .unknown), "unknown type (dtype <q9)"),
    (npy(descr: "'<U0'"), .emptyTexts, "only empty texts"),
    (npy(descr: "'<f4'", [0]), .size(found: 1, expected: 8), "1 bytes after the header"),
    (Fixtures.bytes2x3 + [0], .size(found: 7, expected: 6), "7 bytes after the header"),
    (
      npy("{'descr': '<U2', 'fortran_order': False, 'shape': (2, 1)}"), .textShape([2, 1]),
      "texts in the shape 2x1"
    ),
    (
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (4294967296, 4294967296)}"),
      .tooLarge(shape: [1 << 32, 1 << 32], bytes: nil, limit: 1 << 30), "promises 4294967296x"
    ),
    (
      npy("{'descr': '<f8', 'fortran_order': False, 'shape': (134217729,)}"),
      .tooLarge(shape: [(1 << 27) + 1], bytes: (1 << 30) + 8, limit: 1 << 30),
      "of 1073741832 bytes in all"
    ),
    (
      npy("{'descr': '|S1', 'fortran_order': False, 'shape': (16777217,)}"),
      .tooManyTexts((1 << 24) + 1, limit: 1 << 24), "holds 16777217 texts"
    ),
    ([], .magic(found: []), "is not a NumPy array"),
    (Array("PK\u{3}\u{4}zip".utf8), .magic(found: Array("PK\u{3}\u{4}zi".utf8)), "\"npz\""),
    (npy("", version: 4), .version(major: 4, minor: 0), "version 4.0"),
    (
      replaced(npy("{}", version: 2), at: 8, [1, 0, 16, 0]),
      .headerTooLong(bytes: (1 << 20) + 1, limit: 1 << 20), "at most 1048576"
    ),
  ]

  @Test(arguments: refused.indices)
  func `what is not read is refused by name and with a way out`(index: Int) throws {
    let (file, expected, words) = Self.refused[index]
    let found = try #require(problem(npy: file))
    #expect(found == .npy(expected))
    #expect(found.description.contains(words), "\(found)")
  }

  @Test(arguments: [
    "{'descr':'<i2','fortran_order':False,'shape':(2,)}",
    "{ \"shape\" : ( 2 , ) ,\n 'fortran_order': False, 'descr' : \"<i2\" , }   \n",
    "{'descr': 'i2', 'fortran_order': True, 'shape': (2,), }",
    "{'descr': '=i2', 'fortran_order': False, 'shape': (2,), }",
    "{'descr': '|i2', 'fortran_order': False, 'shape': [2][0]}".replacing("[2][0]", with: "(2,)"),
  ])
  func `keys come in any order, and white space anywhere`(header: String) throws {
    let array = try numbers(npy(header, [5, 0, 0xFE, 0xFF]))
    #expect(array.shape == [2])
    #expect(try array.integers() == [5, -2])
  }

  private static let damaged: [(String, String)] = [
    ("", "damaged at byte 10, expected a value"),
    ("[]", "has a list, expected a dictionary"),
    ("{'descr': '<i2', 'fortran_order': False}", "has no shape"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (2,), 'x': 1}", "the text 'x' as a key"),
    ("{'shape': (2,), 'shape': (2,), 'descr': '<i2'}", "the key shape twice"),
    ("{'descr': '<i2', 'fortran_order': 0, 'shape': (2,)}", "the number 0 for fortran_order"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (2)}", "the number 2 for shape"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': [2]}", "a list for shape"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (-2,)}", "the number -2 in shape"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (2L,)}", "at byte 61, expected an integer"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (02,)}", "at byte 61, expected an integer"),
    ("{'descr': '<i2', 'fortran_order': False, 'shape': (2.0,)}", "expected an integer"),
    ("{'descr': '<i2' 'fortran_order': False}", "at byte 26, expected a comma or }"),
    ("{'descr': '<i2', 'fortran_order': Falsey}", "expected a value"),
    ("{'descr': '<i2", "expected a quotation mark"),
    ("{'descr': u'<i2'}", "at byte 20, expected a value"),
    ("{} {}", "at byte 13, expected nothing more"),
    (String(repeating: "(", count: 1000), "expected at most 16 brackets"),
    ("{'\\x41': 1}", "expected one of"),
  ]

  @Test(arguments: damaged.indices)
  func `a damaged header is refused with its place`(index: Int) throws {
    let (header, words) = Self.damaged[index]
    let found = try #require(problem(npy: npy(header)))
    #expect(found.description.contains(words), "\(found)")
  }

  @Test func `a text outside UTF-8 is refused in version 3 and Latin-1 before`() throws {
    var file = npy("{'descr': '<?2'}", version: 3)
    let place = try #require(file.firstIndex(of: UInt8(ascii: "?")))
    file[place] = 0xE9
    #expect(
      problem(npy: file) == .npy(.syntax(offset: 22, expected: "a text in UTF-8")))
    file = npy(descr: "'<?2'")
    file[try #require(file.firstIndex(of: UInt8(ascii: "?")))] = 0xE9
    #expect(problem(npy: file) == .npy(.elementType(descr: "<é2", .unknown)))
  }

  @Test func `names never reach a terminal as they are`() throws {
    let found = try #require(
      problem(npy: npy(descr: "'\u{1B}[2J\(String(repeating: "x", count: 500))'")))
    #expect(!found.description.utf8.contains(0x1B))
    #expect(found.description.count < 400)
  }
}
