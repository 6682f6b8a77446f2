import Datasets
import Files
import JSON

extension RunStore {
  private static let decisions = ".decisions"
  private static let maximumPlanBytes = 1 << 22

  /// The path of a plan as messages print it: `runs/.decisions/lenet5-sgd-1f3a90c27e.json`.
  package func printedPath(ofDecision id: String) -> String {
    workspace.printed("runs/\(Self.decisions)/\(id).json")
  }

  /// Returns the plan of a decision; nil if there is none yet.
  ///
  /// - Throws: a `RunError` if it cannot be read.
  package func decision(_ id: String) throws(RunError) -> DecisionPlan? {
    guard let folder = try decisionsFolder() else { return nil }
    return try plan(id, in: folder)
  }

  /// Returns the ids of earlier decisions between the same two settings, oldest first, and an error
  /// for each plan that cannot be read.
  package func earlierDecisions(
    than demand: DecisionPlan.Demand
  ) throws(RunError) -> (ids: [String], unreadable: [RunError]) {
    guard let folder = try decisionsFolder() else { return ([], []) }
    var found: [DecisionPlan] = []
    var unreadable: [RunError] = []
    for name in try folder.names() where name.hasSuffix(".json") && !name.hasPrefix(".") {
      do throws(RunError) {
        guard let plan = try plan(String(name.dropLast(5)), in: folder) else { continue }
        if plan.id != demand.id, plan.demand.hasSides(of: demand) { found.append(plan) }
      } catch {
        unreadable.append(error)
      }
    }
    found.sort { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    return (found.map(\.id), unreadable)
  }

  /// Writes a plan, unless there is one of its id, so that it outlasts a power loss.
  ///
  /// - Returns: the plan that counts: of two processes that begin the same decision, both get the
  ///   first one's.
  /// - Throws: a `RunError` of kind `held` while another process writes one.
  package func begin(_ plan: DecisionPlan) throws(RunError) -> DecisionPlan {
    let folder = try makeDecisionsFolder()
    let lock = try RunLock.takeIfPossible(in: folder, id: "the plan \(plan.id)")
    defer { withExtendedLifetime(lock) {} }
    if let earlier = try self.plan(plan.id, in: folder) { return earlier }
    try folder.publish(Array(plan.text.utf8), as: "\(plan.id).json")
    return plan
  }

  private func plan(_ id: String, in folder: RunFolder) throws(RunError) -> DecisionPlan? {
    let name = "\(id).json"
    guard let bytes = try folder.readIfPresent(name, limit: Self.maximumPlanBytes) else {
      return nil
    }
    do {
      let plan = try DecisionPlan(try JSONValue(parsing: bytes))
      if plan.id == id { return plan }
      throw RunRecordProblem(path: "id", problem: "must be the file's name \(id)")
    } catch let error as RunRecordProblem {
      throw unreadable(folder.path(of: name), "\(error)")
    } catch {
      throw unreadable(folder.path(of: name), "\(error)")
    }
  }

  private func unreadable(_ path: String, _ problem: String) -> RunError {
    RunError(
      .failed, "\(path): \(problem)",
      advice: ["remove the file to plan anew; the runs stay, and their seeds are then not fresh"])
  }

  private func decisionsFolder() throws(RunError) -> RunFolder? {
    guard let runs = try runsFolder(), try runs.status(of: Self.decisions) != nil else {
      return nil
    }
    return try runs.folder(Self.decisions)
  }

  private func makeDecisionsFolder() throws(RunError) -> RunFolder {
    let runs = try makeRunsFolder()
    if try runs.status(of: Self.decisions) == nil {
      do {
        _ = try runs.makeFolder(Self.decisions)
      } catch {
        if error.fault?.problem.isTaken != true { throw error }
      }
      try runs.synchronize()
    }
    return try runs.folder(Self.decisions)
  }
}

extension RunLock {
  /// Takes a lock; returns nil if the file system has none.
  fileprivate static func takeIfPossible(
    in folder: RunFolder, id: String
  ) throws(RunError) -> RunLock? {
    do {
      return try take(in: folder, id: id, holder: .current())
    } catch {
      if error.fault?.lockCode != nil { return nil }
      throw error
    }
  }
}
