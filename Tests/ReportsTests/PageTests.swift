import Datasets
import Engine
import Experiments
import JSON
import Reports
import Runs
import Testing

struct PageTests {
  @Test func `text and attributes cannot become markup`() {
    let hostile = "<script>alert('x')</script> \"&\u{202E}\u{1B}"
    let safe =
      "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &quot;&amp;\\u{202E}\\u{1B}"
    #expect(HTML.text(hostile).source == safe)
    #expect(
      HTML.element("p", ["title": hostile], hostile).source
        == "<p title=\"\(safe)\">\(safe)</p>")
    #expect(HTML.element("br", [:], nil).source == "<br>")
  }

  @Test func `a page may fetch nothing and run only its own script`() {
    let text = Page(title: "a < b", sections: [.element("p", [:], "words")]).text
    #expect(text.contains("<title>a &lt; b</title>"))
    #expect(text.contains("default-src &#39;none&#39;; img-src data:;"))
    #expect(text.components(of: "<script") == 2)
    #expect(!text.contains("http://") && !text.contains("https://"))
  }

  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `base64 is that of RFC 4648`(text: String, expected: String) {
    #expect(base64(Array(text.utf8)) == expected)
  }

  /// The bytes that Python's zlib and zlib.crc32 make of the same rows, level 0.
  @Test func `a picture is a PNG file`() {
    let image = RasterImage(width: 2, height: 2, values: [-1, 1, 0, .nan])
    #expect(image.pixels == [0, 255, 127, 0])
    let hexadecimal = image.png.map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    #expect(
      hexadecimal
        == "89504e470d0a1a0a0000000d494844520000000200000002080000000057dd52f8000000"
        + "11494441547801010600f9ff0000ff007f000500017fed1e0df20000000049454e44ae42"
        + "6082")
  }

  /// The bytes that Pillow reads as (255, 0, 0) and (0, 128, 255).
  @Test func `a picture of three channels is in colour`() {
    let image = RasterImage(width: 2, height: 1, planes: [255, 0, 0, 128, 0, 255])
    #expect(image.isColored && image.pixels == [255, 0, 0, 0, 128, 255])
    let header = Array(image.png[16..<26])
    #expect(header == [0, 0, 0, 2, 0, 0, 0, 1, 8, 2])
    let stored = Array(image.png.dropFirst(48).prefix(7))
    #expect(stored == [0, 255, 0, 0, 0, 128, 255])
    let scaled = RasterImage(width: 1, height: 1, values: [-1, 0, 1])
    #expect(scaled.pixels == [0, 127, 255])
  }

  @Test func `classes have the names of the data, of the definition or of the publisher`() {
    let data = RecordedData(
      layout: DatasetLayout(
        rawShape: Shape(4), trainCount: 3, testCount: 1,
        facts: DatasetFacts(target: .classes(2), classNames: ["a", "b"], holdsPictures: false)),
      defaultRanges: [])
    let definition: JSONValue = ["dataset": ["name": "csv", "classes": ["c", "d"]]]
    #expect(ClassNames(definition, data: data).names == ["a", "b"])
    #expect(ClassNames(definition).names == ["c", "d"])
    #expect(ClassNames(["dataset": ["name": "csv", "classes": "auto"]]).names == [])
    #expect(ClassNames(["dataset": ["name": "fashion_mnist"]])[9] == "Ankle boot")
    #expect(ClassNames(["dataset": ["name": "mnist"]])[9] == "9")
    #expect(ClassNames(nil)[3] == "3")
  }
}

extension String {
  /// How many parts a separator cuts the text into.
  fileprivate func components(of separator: String) -> Int {
    ranges(of: separator).count + 1
  }
}
