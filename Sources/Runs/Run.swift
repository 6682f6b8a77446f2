import Datasets
import Experiments
import Files
package import JSON

/// The folder of a run, opened for reading. Nothing here writes.
package struct Run: Sendable {
  package let id: String
  package let folder: RunFolder
  /// run.json as it is on disk.
  package let record: RunRecord
  /// The identity of run.json when it was read; nil if the system does not say.
  let recordIdentity: FileIdentity?
  /// Whether a process holds the run at the moment it was opened.
  package let isHeld: Bool

  /// The workspace, from which the definition's data files are found.
  package let workspace: Workspace

  let savesInBackground: Bool

  /// - Parameter stored: a folder to store instead of the open one, which is then closed.
  init(
    id: String, folder: RunFolder, keeping stored: RunFolder? = nil, workspace: Workspace,
    savesInBackground: Bool
  ) throws(RunError) {
    self.id = id
    self.workspace = workspace
    self.savesInBackground = savesInBackground
    self.folder = stored ?? folder
    (record, recordIdentity) = try Self.readRecord(in: folder)
    guard record.id == id else {
      throw RunError(
        .failed,
        "\(folder.path(of: Self.recordFile)): id: must be the folder's name \(id), "
          + "not \(quoted(record.id))")
    }
    isHeld = record.state == .running ? try RunLock.isHeld(id, in: folder, of: workspace) : false
  }

  /// The state of the run. A run that claims to be running, but that no process holds, was
  /// interrupted.
  package var state: RunState {
    record.state == .running && !isHeld ? .interrupted : record.state
  }

  /// The resolved definition it is trained by.
  package func definition() throws(RunError) -> JSONValue {
    let bytes = try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes)
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw RunError(.failed, "\(folder.path(of: Self.definitionFile)):\(error)")
    }
  }

  /// The rows of metrics.csv.
  package func metrics() throws(RunError) -> MetricsTable {
    let bytes = try folder.read(Self.metricsFile, limit: Self.maximumTableBytes)
    do {
      var table = try MetricsTable(parsing: bytes)
      table.statedDirections = record.metricDirections ?? [:]
      return table
    } catch {
      throw RunError(.failed, "\(folder.path(of: Self.metricsFile)): \(error)")
    }
  }

  /// Returns the rows of timing.csv; empty if the file is missing.
  package func timing() throws(RunError) -> TimingTable {
    let bytes = try folder.readIfPresent(Self.timingFile, limit: Self.maximumTableBytes)
    return TimingTable(parsing: bytes ?? [])
  }

  /// Returns the results of the run: from run.json if it has ended; from its tables while it is
  /// running, after its process died, and if bench 0.1 imported it and guessed which values are
  /// best.
  package func summary() throws(RunError) -> RunSummary {
    let isOfOldImport = record.imported != nil && record.metricDirections == nil
    if record.state != .running, !isOfOldImport { return record.summary }
    return RunSummary(metrics: try metrics(), timing: try timing())
  }

  static let recordFile = "run.json"
  static let definitionFile = "definition.json"
  static let metricsFile = "metrics.csv"
  static let stepsFile = "steps.csv"
  static let timingFile = "timing.csv"
  static let predictionsFile = "predictions.csv"
  static let maximumDefinitionBytes = 1 << 20
  static let maximumTableBytes = 1 << 28
  static let maximumPredictionsBytes = 1 << 30

  private static func readRecord(
    in folder: RunFolder
  ) throws(RunError) -> (RunRecord, FileIdentity?) {
    let (bytes, identity) = try folder.readIdentified(
      recordFile, limit: RunRecord.maximumBytes)
    let json: JSONValue
    do {
      json = try JSONValue(parsing: bytes)
    } catch {
      throw RunError(
        .failed,
        "\(folder.path(of: recordFile)):\(error.line):\(error.column): not JSON, "
          + "\(error.problem)", advice: [removal(of: folder)])
    }
    do {
      return (try RunRecord(json, ofBytes: bytes.count), identity)
    } catch {
      throw RunError(
        .failed, "\(folder.path(of: recordFile)): \(error)", advice: [removal(of: folder)])
    }
  }

  /// Says how to remove a run that bench cannot read, as `bench rm` would.
  private static func removal(of folder: RunFolder) -> Remedy {
    let parts = folder.path.split(separator: "/", omittingEmptySubsequences: false)
    let trash = (parts.dropLast() + [RunStore.trash[...]]).joined(separator: "/")
    let moved = "\(trash)/\(parts.last ?? "")"
    return "put the file back, or remove the run: "
      + "mkdir -p \(trash.shellQuoted) && mv -T \(folder.path.shellQuoted) \(moved.shellQuoted)"
  }
}
