/// The shortest text that reads back as the same float64: `0.1`, `1.0`, `1e-07`, `nan`, `inf`.
///
/// The digits are those of Python's `repr`; a NaN's sign and payload are not told.
package func shortestText(_ value: Double) -> String {
  value.isNaN ? "nan" : value.description
}

/// The shortest text that reads back as the same float32.
package func shortestText(_ value: Float) -> String {
  value.isNaN ? "nan" : value.description
}
