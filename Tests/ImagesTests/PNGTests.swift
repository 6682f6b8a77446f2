import Images
import Testing
struct PNGTests { @Test func `empty`() { #expect(throws: PictureError.self) { try Picture.decode([]) } } }
