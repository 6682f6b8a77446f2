extension String {
  /// The text as one word of a POSIX shell: unchanged if no character is special to a shell,
  /// otherwise in single quotes (IEEE Std 1003.1-2017, Shell Command Language, 2.2.2).
  package var shellQuoted: String {
    let isPlain = utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        || "._-/:=,@%+".utf8.contains(byte)
    }
    if isPlain, !isEmpty { return self }
    // By scalars, because a quote with an accent is another `Character`.
    return "'" + unicodeScalars.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
  }
}
