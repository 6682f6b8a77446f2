/// The type of an array's values. The raw value is its kind and width in bytes, as NumPy spells it.
package enum ElementType: String, Hashable, Sendable, CaseIterable {
  case bool = "b1"
  case u1, u2, u4, u8
  case i1, i2, i4, i8
  case f2, f4, f8

  /// The size of a value in bytes.
  package var width: Int {
    switch self {
    case .bool, .u1, .i1: 1
    case .u2, .i2, .f2: 2
    case .u4, .i4, .f4: 4
    case .u8, .i8, .f8: 8
    }
  }

  /// NumPy's name of the type.
  package var name: String {
    switch self {
    case .bool: "bool"
    case .u1, .u2, .u4, .u8: "uint\(8 * width)"
    case .i1, .i2, .i4, .i8: "int\(8 * width)"
    case .f2, .f4, .f8: "float\(8 * width)"
    }
  }

  package var isFloat: Bool { [.f2, .f4, .f8].contains(self) }
}
