/// The names of checkpoint files: `step-00001200.safetensors`.
package enum CheckpointName {
  static let folder = "checkpoints"
  static let suffix = ".safetensors"

  /// The file name of a step, which has at least eight digits.
  package static func file(step: Int) -> String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits + suffix
  }

  /// Returns the step in a file's name; nil for every name that `file(step:)` never returns.
  package static func step(ofFile name: String) -> Int? {
    guard name.hasPrefix("step-"), name.hasSuffix(suffix) else { return nil }
    let digits = name.dropFirst("step-".count).dropLast(suffix.count)
    guard let step = Int(digits), step >= 0, file(step: step) == name else { return nil }
    return step
  }
}
