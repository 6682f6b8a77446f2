import Arrays

private let limit = 1 << 20

/// A NumPy file: what is read has the values that its shape promises, and moving channels loses
/// none.
@Sendable func fuzzNPY(_ input: [UInt8]) {
  answer { () throws(ArrayProblem) in
    _ = try? NPYHeader(input.prefix(100), limit: limit)
    check(try ArrayContent(npy: input, limit: limit))
  }
}

/// An archive: each header alone says what the whole array says.
@Sendable func fuzzNPZ(_ input: [UInt8]) {
  answer { () throws(ArrayProblem) in
    let archive = try NPZFile(input)
    expect(Set(archive.names).count == archive.names.count, "a name twice")
    for name in archive.names.prefix(8) {
      let header = try? archive.header(named: name, limit: limit)
      answer { () throws(ArrayProblem) in
        let content = try archive.array(named: name, limit: limit)
        expect(header?.shape == content.shape, "another shape than the header's")
        check(content)
      }
    }
  }
}

@Sendable func fuzzIDXArray(_ input: [UInt8]) {
  for use in [IDXArrayHeader.Use.any, .labels, .examples] {
    answer { () throws(ArrayProblem) in
      let array = try NumericArray(idx: input, for: use, limit: limit)
      expect(array.byteCount + 4 + 4 * array.shape.count == input.count, "another size")
      check(.numbers(array))
    }
  }
}

/// The first byte chooses the form; the rest is the file, added twice.
@Sendable func fuzzCIFAR(_ input: [UInt8]) {
  guard let first = input.first else { return }
  let form: CIFARExamples.Form = first & 1 == 0 ? .cifar10 : .cifar100
  var examples = CIFARExamples(form)
  let file = Array(input.dropFirst())
  answer { () throws(ArrayProblem) in
    try examples.append(file)
    try examples.append(file)
    expect(2 * file.count == examples.count * form.recordSize, "another number of examples")
    expect(examples.images.count == examples.count * 3072, "another number of pixels")
    expect(examples.labels.allSatisfy { $0 < 100 }, "a label that is no class")
  }
}

@Sendable func fuzzTar(_ input: [UInt8]) {
  answer { () throws(ArrayProblem) in
    let archive = try TarFile(input)
    for member in archive.members {
      let content = try archive.content(named: member.name)
      expect(content.count <= input.count, "more than the archive")
    }
  }
}

private func check(_ content: ArrayContent) {
  switch content {
  case .texts(let texts):
    expect(!texts.isEmpty, "no texts")
  case .numbers(let array):
    expect(!array.shape.isEmpty && array.count > 0, "no values")
    expect(array.bytes.count == array.count * array.element.width, "another number of bytes")
    answer { () throws(ArrayProblem) in
      let floats = try array.floats()
      expect(floats.count == array.count, "another number of floats")
      expect(floats.allSatisfy(\.isFinite), "a value that is not finite")
    }
    answer { () throws(ArrayProblem) in
      expect(try array.integers().count == array.count, "another number of integers")
    }
    answer { () throws(ArrayProblem) in
      let moved = try array.channelsFirst()
      expect(moved.bytes.sorted() == array.bytes.sorted(), "moving channels loses values")
    }
  }
}

/// Runs `body`; a problem must be a sentence for a person.
private func answer(_ body: () throws(ArrayProblem) -> Void) {
  do throws(ArrayProblem) { try body() } catch { expectPlain(error.description, atMost: 4096) }
}
