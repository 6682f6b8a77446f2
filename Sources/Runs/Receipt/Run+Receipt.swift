import Datasets
import Experiments
import Files
import JSON
import Tables

extension Run {
  /// Makes the receipt of the epochs that the run has trained.
  ///
  /// - Parameter benchVersion: the version that the receipt names.
  /// - Throws: a `RunError` if the run was imported, if a process trains it, if it has no epoch, or
  ///   if its files do not belong together.
  package func receipt(benchVersion: String) throws(RunError) -> Receipt {
    try requireTraining(to: "certify")
    guard state != .running else {
      throw RunError(
        .held, "\(id) is being trained: a receipt of it would soon be out of date",
        advice: ["look on until it ends: \(command: .watch(run: id))"])
    }
    try checkDefinition()
    guard let key = SHA256Digest(hex: record.runKey) else {
      throw RunError(.failed, "\(folder.path(of: Self.recordFile)): run_key is no SHA-256")
    }
    let bytes = try folder.read(Self.metricsFile, limit: Self.maximumTableBytes)
    let table = try metrics()
    let start = try receiptStart()
    let rows = table.epochs.indices.filter { table.epochs[$0] > start?.epoch ?? 0 }
    guard let first = rows.first, let last = rows.last else {
      throw RunError(
        .failed, "\(id) has not finished an epoch: there is nothing to certify",
        advice: ["train it: \(command: .resume(run: id))"])
    }
    let (chain, problem) = Self.chain(of: table, rows: rows, from: start?.epoch ?? 0, key: key)
    if let problem {
      throw RunError(.failed, "\(folder.path(of: Self.metricsFile)): \(problem)")
    }
    let isFinished = state == .finished
    if isFinished, let whole = record.weightsSHA256,
      !whole.hasPrefix(table.weightsDigests[last])
    {
      throw RunError(
        .failed,
        "\(id): the last weights_digest of metrics.csv is \(table.weightsDigests[last]), but "
          + "run.json has weights_sha256 \(whole.prefix(16))…",
        advice: ["what else differs: \(command: .verify(run: id))"])
    }
    let predictions =
      try isFinished
      ? folder.readIfPresent(Self.predictionsFile, limit: Self.maximumPredictionsBytes) : nil
    return Receipt(
      run: id, experiment: record.experiment, state: state, runKey: record.runKey,
      definition: try definition(), dataSHA256: record.dataSHA256,
      numericsVersion: record.numericsVersion, benchVersion: benchVersion,
      parent: record.parent?.source, initialWeightsSHA256: record.initialWeights?.sha256,
      start: start, chain: chain,
      lastStep: state == .diverged ? record.divergence?.step ?? 0 : table.steps[last],
      weightsSHA256: isFinished ? record.weightsSHA256 : nil,
      metrics: table.metricNames.reduce(into: [:]) { $0[$1] = table.values(of: $1)?[last] },
      metricsSHA256: Self.digest(ofRows: first...last, of: bytes),
      predictionsSHA256: predictions.map { SHA256.hash($0).description }
    ).fitting
  }

  /// The first checkpoint of a run whose first weights do not follow from its seed.
  private func receiptStart() throws(RunError) -> Receipt.Start? {
    guard !record.drawsWeights else { return nil }
    let file = CheckpointName.file(step: record.firstStep)
    let bytes = try folder.folder(CheckpointName.folder)
      .read(file, limit: CheckpointFile.maximumBytes)
    return Receipt.Start(
      file: file, sha256: SHA256.hash(bytes).description, step: record.firstStep,
      epoch: record.parent?.epoch ?? 0)
  }

  /// Returns the chain over rows of metrics.csv, or what is wrong with them.
  private static func chain(
    of table: MetricsTable, rows: [Int], from start: Int, key: SHA256Digest
  ) -> (SparseChain, problem: String?) {
    var sparse = SparseChain(from: start, to: start + rows.count)
    guard table.weightsDigests.count == table.count else {
      return (sparse, "there is no column weights_digest")
    }
    var chain = DigestChain(runKey: key)
    for (index, row) in rows.enumerated() {
      let epoch = start + index + 1
      guard table.epochs[row] == epoch else {
        return (sparse, "the row of epoch \(epoch) is missing")
      }
      guard chain.append(weights: table.weightsDigests[row], epoch: epoch) else {
        return (sparse, "epoch \(epoch): weights_digest must be 16 hexadecimal digits")
      }
      sparse.append(chain.head, of: epoch)
    }
    return (sparse, nil)
  }

  /// The digest of the header and some rows of a metrics.csv.
  private static func digest(ofRows rows: ClosedRange<Int>, of bytes: [UInt8]) -> String {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    var hash = SHA256()
    for line in [lines[0]] + lines[rows.lowerBound + 1...rows.upperBound + 1] {
      hash.update(Array(line) + [UInt8(ascii: "\n")])
    }
    return hash.finalize().description
  }
}
