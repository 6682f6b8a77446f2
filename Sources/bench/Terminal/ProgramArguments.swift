import CProgram

/// The words that the program was started with.
enum ProgramArguments {
  /// The program's own name first.
  static let all: [String] = {
    // Swift reads them from /proc, which a bare system may lack.
    let given = (0..<program_argument_count()).compactMap { position in
      program_argument(position).map { String(cString: $0) }
    }
    return given.isEmpty ? CommandLine.arguments : given
  }()
}
