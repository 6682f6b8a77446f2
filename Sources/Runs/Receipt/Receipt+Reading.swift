import Datasets
import Experiments
import Files
package import JSON

extension Receipt {
  /// Reads a receipt and checks that its entries belong together.
  ///
  /// - Parameters:
  ///   - file: the path that errors name.
  ///   - definition: the definition of a receipt that has none.
  /// - Throws: a `RunError` of kind `usage` for a file that is no receipt, of kind `failed` for one whose
  ///   run key does not belong to its other entries.
  package init(
    parsing bytes: [UInt8], file: String, definition given: JSONValue? = nil
  ) throws(RunError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw RunError(
        .usage, "\(file):\(error.line):\(error.column): not JSON, \(error.problem)",
        advice: ["make one: \(command: .receipt(run: "RUN"))"])
    }
    guard json["format"]?.string == Self.format else {
      throw RunError(
        .usage, "\(file): not a receipt: format must be \"\(Self.format)\"",
        advice: ["make one: \(command: .receipt(run: "RUN"))"])
    }
    do {
      try self.init(RecordFields(json), definition: json["definition"]?.nonNull ?? given)
    } catch {
      throw RunError(.usage, "\(file): \(error)")
    }
    guard let definition else {
      throw RunError(
        .usage, "\(file): the definition is too large for a receipt and is not in it",
        advice: ["name the run's definition.json: --definition FILE"])
    }
    let key = RunKey.key(
      definition: definition, dataSHA256: dataSHA256, numericsVersion: numericsVersion,
      source: parent, initialSHA256: initialWeightsSHA256)
    guard key == runKey else {
      let names = given == nil ? "its definition, data and numerics" : "this definition"
      throw RunError(
        .failed, "\(file): run_key does not belong to \(names): the receipt was changed")
    }
  }

  private init(_ fields: RecordFields, definition: JSONValue?) throws(RunRecordProblem) {
    run = try fields.string("run")
    experiment = try fields.experimentName("experiment")
    state = try fields.choice("state", of: RunState.self)
    runKey = try fields.digest("run_key").description
    self.definition = definition
    dataSHA256 = try fields.string("data_sha256")
    numericsVersion = try fields.count("numerics_version")
    benchVersion = try fields.string("bench_version")
    parent = try fields.optional("parent") { (parent) throws(RunRecordProblem) in
      WeightsSource(
        checkpointSHA256: try parent.string("checkpoint_sha256"), step: try parent.count("step"))
    }
    initialWeightsSHA256 = try fields.optionalString("initial_weights_sha256")
    start = try fields.optional("start") { (start) throws(RunRecordProblem) in
      Start(
        file: try start.string("file"), sha256: try start.digest("sha256").description,
        step: try start.count("step"), epoch: try start.count("epoch"))
    }
    let chain = try fields.optional("chain", SparseChain.init)
    guard let chain else { throw RunRecordProblem(path: "chain", problem: "missing") }
    guard chain.start == start?.epoch ?? 0 else {
      throw RunRecordProblem(path: "chain.start", problem: "must be the epoch of its start")
    }
    self.chain = chain
    lastStep = try fields.count("last_step")
    weightsSHA256 = try fields.optionalString("weights_sha256")
    var metrics: [String: Double] = [:]
    let names = fields.value("metrics")?.object?.keys.sorted() ?? []
    _ = try fields.optional("metrics") { (found) throws(RunRecordProblem) in
      for name in names { metrics[name] = try found.metric(name) }
    }
    self.metrics = metrics
    metricsSHA256 = try fields.string("metrics_sha256")
    predictionsSHA256 = try fields.optionalString("predictions_sha256")
  }
}

extension SparseChain {
  fileprivate init(_ fields: RecordFields) throws(RunRecordProblem) {
    let (start, end) = (try fields.count("start"), try fields.count("end"))
    let every = try fields.count("every")
    guard start < end, end < 1 << 40, (1...1 << 40).contains(every) else {
      throw RunRecordProblem(
        path: "chain", problem: "start, end and every are no epochs: \(start), \(end), \(every)")
    }
    var links: [SHA256Digest] = []
    for (index, text) in try fields.strings("links").enumerated() {
      guard let link = SHA256Digest(hex: text) else {
        throw RunRecordProblem(
          path: "chain.links.\(index)", problem: "must be 64 hexadecimal digits")
      }
      links.append(link)
    }
    let marks = try fields.optionalString("marks") ?? ""
    self.init(from: start, to: end, every: every, links: links, marks: Array(marks.utf8))
    guard links.count == count else {
      throw RunRecordProblem(
        path: "chain.links",
        problem: "must be \(count) for epochs \(start + 1) to \(end), not \(links.count)")
    }
    let digits = (end - start) * Self.markDigits
    guard marks.isEmpty || marks.utf8.count == digits else {
      throw RunRecordProblem(
        path: "chain.marks", problem: "must be \(digits) digits, not \(marks.utf8.count)")
    }
  }
}

extension RecordFields {
  fileprivate func digest(_ key: String) throws(RunRecordProblem) -> SHA256Digest {
    let text = try string(key)
    guard let digest = SHA256Digest(hex: text) else {
      throw RunRecordProblem(path: path(of: key), problem: "must be 64 hexadecimal digits")
    }
    return digest
  }
}

extension JSONValue {
  fileprivate var nonNull: JSONValue? { isNull ? nil : self }
}
