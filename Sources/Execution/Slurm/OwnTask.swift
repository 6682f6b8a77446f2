import Files

/// The task of Slurm's that this process is.
package enum OwnTask {
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
