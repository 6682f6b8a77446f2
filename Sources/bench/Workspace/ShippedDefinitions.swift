import CDefinitions

/// The definitions inside the binary.
package enum ShippedDefinitions {
  /// Each experiment's name and the bytes of its file.
  package static var all: [(name: String, bytes: [UInt8])] { files(cdefinition_at) }

  /// Each sweep's name and the bytes of its file.
  package static var sweeps: [(name: String, bytes: [UInt8])] { files(csweep_at) }

  private static func files(_ at: (Int) -> cdefinition) -> [(name: String, bytes: [UInt8])] {
    var found: [(name: String, bytes: [UInt8])] = []
    while case let file = at(found.count), let name = file.name {
      let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
      found.append((String(cString: name), Array(bytes)))
    }
    return found
  }
}
