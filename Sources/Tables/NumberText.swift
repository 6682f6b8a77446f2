/// Returns the shortest text that reads back as the same float64: `0.1`, `1.0`, `1e-07`, `nan`,
/// `inf`.
///
/// The digits are those of Python's `repr`. The sign and payload of a NaN are lost.
package func shortestText(_ value: Double) -> String {
  value.isNaN ? "nan" : value.description
}

/// The shortest text that reads back as the same float32.
package func shortestText(_ value: Float) -> String {
  value.isNaN ? "nan" : value.description
}
