import Tables
import Testing

@Suite("Fields, one after another")
struct CSVCursorTests {
  private static let texts = [
    "0,1,255\n256,-1,1.5\n", "1,2\r\n3,4\r\n", "-0,+1,1e3\n", "007,00.50,.5\n5.,.,\n",
    "\"1\",2 , 3\n",
    "123456789012345,1234567890123456,0.000000000000001\n", "1,2", "-\n", "1.2.3,--1\n", "12a,b\n",
  ]

  /// The fast ways and the general one.
  @Test(arguments: texts)
  func `plain numbers are read as any field's are`(text: String) throws {
    let bytes = Array(text.utf8)
    let dialect = CSVDialect()
    var (fast, general) = (CSVCursor(dialect), CSVCursor(dialect))
    while general.beginRecord(in: bytes.span, before: bytes.count) {
      let hasBegun = fast.beginRecord(in: bytes.span, before: bytes.count)
      #expect(hasBegun)
      repeat {
        try general.readField(in: bytes.span)
        let expected = decimalFloat(bytes.span.extracting(general.field))
        var byte = fast
        if let found = byte.readByte(in: bytes.span) {
          #expect(Float(found) == expected && byte.position == general.position)
        }
        if let found = fast.readNumber(in: bytes.span) {
          #expect(found.bitPattern == expected?.bitPattern)
        } else {
          try fast.readField(in: bytes.span)
        }
        #expect(fast.position == general.position && fast.line == general.line)
        #expect(fast.endsRecord == general.endsRecord)
      } while !general.endsRecord
    }
    let goesOn = fast.beginRecord(in: bytes.span, before: bytes.count)
    #expect(!goesOn)
  }

  @Test func `a cursor stops before the next part`() {
    let bytes = Array("1\n\n\n2\n".utf8)
    var cursor = CSVCursor(CSVDialect(), at: 2, line: 0)
    let isBefore = cursor.beginRecord(in: bytes.span, before: 4)
    #expect(!isBefore && cursor.position == 4)
    let isThere = cursor.beginRecord(in: bytes.span, before: 6)
    #expect(isThere && cursor.line == 2)
  }
}

@Suite("Numbers in float32")
struct DecimalFloatTests {
  /// Digits of every length, with the point and the exponent anywhere.
  @Test func `any text's number is that of the standard library`() {
    var state: UInt64 = 1
    func random(_ bound: UInt64) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % bound)
    }
    for _ in 0..<20_000 {
      let digits = (0...random(24)).map { _ in String(random(10)) }
      var text = digits.joined()
      let place = random(UInt64(digits.count + 1))
      text.insert(".", at: text.index(text.startIndex, offsetBy: place))
      if random(2) == 0 { text += "e\(random(60) - 30)" }
      if random(3) == 0 { text = "-" + text }
      let value = Double(text) ?? .nan
      let bytes = Array(text.utf8)
      let comma = Array(text.replacing(".", with: ",").utf8)
      let found = decimalNumber(bytes.span)
      let float = decimalFloat(bytes.span)
      let withComma = decimalFloat(comma.span, point: UInt8(ascii: ","))
      let wrongPoint = decimalFloat(bytes.span, point: UInt8(ascii: ","))
      #expect(found == value, "\(text)")
      let expected = Float(value).isFinite ? Float(value) : nil
      #expect(float?.bitPattern == expected?.bitPattern, "\(text)")
      #expect(withComma == expected && wrongPoint == nil, "\(text)")
    }
  }

  @Test(arguments: [
    // Between two float32, by less than float64 shows.
    "1.00000005960464477539062500000000001", "16777217.000000001", "16777216.999999999999999",
    "0.1000000014901161193847656250", "340282346638528859811704183484516925439.9",
    "1e-45", "7e-46", "4.9406564584124654e-324", "00000000000000000000000000000001",
  ])
  func `a number near the middle of two is rounded as float64 is`(text: String) throws {
    let value = try #require(Double(text))
    let found = decimalFloat(Array(text.utf8).span)
    #expect(found == Float(value))
  }

  @Test(arguments: ["1e39", "-340282356779733661637539395458142568448", "1e400"])
  func `what float32 cannot hold is no number`(text: String) {
    let found = decimalFloat(Array(text.utf8).span)
    #expect(found == nil)
  }
}
