package import Files

/// The programs of Slurm, run as such. Of what they print only what is meant for programs is read.
package enum SlurmProgram {
  /// How a program ended.
  package struct Ending: Sendable {
    package let output: String
    /// What it printed for people.
    package let messages: String
    package let isSuccess: Bool
  }

  /// Runs a program to its end.
  ///
  /// What an enclosing job says of itself is not handed down: a job that is submitted from inside
  /// another would take over that one's options.
  ///
  /// - Throws: the system's error number: `ENOENT` if there is no such program.
  package static func run(_ arguments: [String]) throws(FileProblem) -> Ending {
    let program = try ChildProgram(
      arguments, environment: ChildProgram.environment(where: isHandedDown), hasMessages: true)
    var (output, messages): ([UInt8], [UInt8]) = ([], [])
    while program.isOpen {
      let (bytes, words) = program.read(milliseconds: 1000)
      if output.count < 1 << 16 { output += bytes }
      if messages.count < 1 << 16 { messages += words }
    }
    let ending = program.ending()
    return Ending(
      output: String(decoding: output, as: UTF8.self),
      messages: String(decoding: messages, as: UTF8.self), isSuccess: ending == .exit(0))
  }

  /// Whether a variable of the environment is handed down.
  package static func isHandedDown(_ name: Substring) -> Bool {
    name == "SLURM_CONF" || !(name.hasPrefix("SLURM_") || name.hasPrefix("SBATCH_"))
  }
}
