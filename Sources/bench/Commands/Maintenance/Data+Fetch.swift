import Datasets
import Files
import JSON
import Reports

/// `bench data fetch`.
struct DataFetch {
  private let datasets: [PublishedDataset]
  private let places: DataSearchPaths

  init(_ names: [String], _ places: DataSearchPaths) throws(UsageError) {
    datasets = try PublishedDataset.named(names)
    self.places = places
  }

  func perform(_ arguments: Arguments, on terminal: Terminal) throws -> ExitStatus {
    let stallSeconds = try arguments[Options.timeout]
    let isQuiet = try arguments[Options.quiet]
    let isJSON = try arguments[Options.format] == .json
    let results = terminal
    let terminal = isJSON ? terminal.speaking(.json) : terminal
    var fetched: [JSONValue] = []
    func add(_ dataset: PublishedDataset, _ folder: String?) {
      fetched.append([
        "dataset": .string(dataset.name), "folder": folder.map(JSONValue.string) ?? .null,
      ])
    }
    StopSignal.listen(lastWords: "\n")
    for dataset in datasets {
      switch dataset.place(places) {
      case .program:
        terminal.messages.print("\(dataset.name) is part of the program; nothing to fetch")
        add(dataset, nil)
      case .folder(let folder) where places.chosen == nil:
        if !isQuiet {
          terminal.messages.print("\(dataset.name) is here")
          terminal.advise("check its bytes: \(command: .verifyData)")
        }
        terminal.output.print(path: folder)
        add(dataset, folder)
      case .missing, .folder:
        // A folder that was chosen is filled, whatever others have.
        guard let files = dataset.files else { continue }
        let status = fetch(files, stallSeconds: stallSeconds, isQuiet: isQuiet, on: terminal)
        guard status == .done else { return status }
        if case .folder(let folder) = dataset.place(places) { add(dataset, folder) }
      }
    }
    if isJSON { results.print(.array(fetched)) }
    return .done
  }

  private func fetch(
    _ files: PublishedFiles, stallSeconds: Int, isQuiet: Bool, on terminal: Terminal
  ) -> ExitStatus {
    var report = FetchReport(on: terminal.messages, isQuiet: isQuiet)
    do throws(DownloadError) {
      let folder = try files.fetch(
        places, mirror: mirror, stallSeconds: stallSeconds
      ) { event in
        report.take(event)
        return StopSignal.received == nil
      }
      terminal.output.print(path: folder)
      return .done
    } catch {
      report.clear()
      if let signal = StopSignal.received {
        terminal.messages.print(
          "\(StopSignal.name(signal)) what has come is kept")
        terminal.advise("go on: \(command: .fetchData(files.name))")
        return .stopped(signal: signal)
      }
      terminal.error(error.message, advice: error.advice, status: error.status)
      return error.status
    }
  }

  private var mirror: String? {
    environmentVariable("BENCH_DATA_URL").map { address in
      var address = address
      while address.hasSuffix("/") { address.removeLast() }
      return address
    }
  }
}

extension DownloadError {
  fileprivate var status: ExitStatus {
    switch self {
    case .held: .held
    case .content, .tooLong: .data
    case .noCurl, .noFolder, .foreign, .noLocks, .system, .curl, .stopped: .failed
    }
  }
}

/// Tells a fetch on standard error: a live line on a terminal, else a line a file.
private struct FetchReport {
  private let stream: TextStream
  private let isQuiet: Bool
  private let clock = ContinuousClock()
  private var start: (instant: ContinuousClock.Instant, bytes: Int)?
  private var line: LiveLine

  init(on stream: TextStream, isQuiet: Bool) {
    self.stream = stream
    self.isQuiet = isQuiet
    line = LiveLine(on: stream)
  }

  mutating func take(_ event: PublishedFiles.FetchEvent) {
    guard !isQuiet else { return }
    switch event {
    case .found(let file):
      stream.print("\(file.dataFile.name).gz is here")
    case .received(let file, let bytes):
      let start = start ?? (clock.now, bytes)
      self.start = start
      let seconds = start.instant.duration(to: clock.now) / .seconds(1)
      line.draw { _ in
        Self.text(file, bytes: bytes, perSecond: Double(bytes - start.bytes) / max(seconds, 0.1))
      }
    case .finished(let file):
      line.clear()
      start = nil
      stream.print("\(file.dataFile.name).gz  \(Self.megabytes(file.gzippedByteCount)) MB  checked")
    }
  }

  mutating func clear() { line.clear() }

  private static func text(_ file: PublishedFile, bytes: Int, perSecond: Double) -> String {
    let share = min(1, Double(bytes) / Double(file.gzippedByteCount))
    return "\(file.dataFile.name).gz  \(ProgressLine.bar(share, cells: 20)) "
      + "\("\(Int(share * 100))%".padded(to: 4, .right))  "
      + "\(megabytes(bytes)) of \(megabytes(file.gzippedByteCount)) MB  "
      + "\((perSecond / 1e6).fixed(1)) MB/s"
  }

  private static func megabytes(_ bytes: Int) -> String { (Double(bytes) / 1e6).fixed(1) }
}
