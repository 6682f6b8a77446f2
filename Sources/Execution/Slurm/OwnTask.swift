import Files

/// The task of Slurm's that this process is.
package enum OwnTask {
  /// Where this task is in its array, from 0 to less than 1; 0 outside of one.
  package static let place: Double = {
    func number(_ name: String) -> Int? { environmentVariable(name).flatMap { Int($0) } }
    guard let task = number("SLURM_ARRAY_TASK_ID"), let first = number("SLURM_ARRAY_TASK_MIN"),
      let last = number("SLURM_ARRAY_TASK_MAX"), (first...max(first, last)).contains(task)
    else { return 0 }
    return Double(task - first) / Double(last - first + 1)
  }()

  /// Asks Slurm to queue this task again.
  ///
  /// Slurm does so by itself for a task that it preempts or whose node fails, but not for one whose
  /// time is up: that one asks.
  ///
  /// - Returns: the words of a refusal; nil if the task is queued, or if this is no task.
  package static func requeue() -> String? {
    guard let job = environmentVariable("SLURM_JOB_ID"), SlurmJob.isNumber(job) else { return nil }
    do {
      let ending = try SlurmProgram.run(["scontrol", "requeue", job])
      return ending.isSuccess ? nil : ending.messages
    } catch {
      return "scontrol: \(error)"
    }
  }
}
