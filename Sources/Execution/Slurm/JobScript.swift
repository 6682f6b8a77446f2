import Runs

/// The script that Slurm runs on its nodes: an array of workers for one sweep.
package struct JobScript: Hashable, Sendable {
  /// The name of the job, as `squeue` lists it.
  package var name: String
  /// How many workers, each a task of the array.
  package var workers: Int
  /// The path of the workspace, from the root.
  package var workspace: String
  /// The path of the logs' folder, from the root and without a backslash, after which Slurm replaces
  /// nothing.
  package var logs: String
  /// The command of a worker; its program is a path from the root.
  package var command: [String]
  /// Lines of the user's own: modules, variables, further `#SBATCH` lines at their beginning.
  package var preamble: String?
  /// How long before its end a job is told to save.
  package var warningSeconds = 120

  package init(
    name: String, workers: Int, workspace: String, logs: String, command: [String],
    preamble: String? = nil
  ) {
    self.name = name
    self.workers = workers
    self.workspace = workspace
    self.logs = logs
    self.command = command
    self.preamble = preamble
  }

  /// The script. `sbatch` reads the `#SBATCH` lines up to the first line that is neither empty nor a
  /// comment, and of two that say the same it takes the later one; options of its command line win over
  /// both. The signal goes to the worker itself, which takes the place of the shell.
  package var text: String {
    var lines = [
      "#!/bin/bash",
      "# bench writes this file. The next submission replaces it.",
      option("job-name", name),
      "#SBATCH --array=0-\(workers - 1)",
      "#SBATCH --cpus-per-task=1",
      "#SBATCH --requeue",
      "#SBATCH --signal=B:USR1@\(warningSeconds)",
      option("chdir", workspace),
      // %A and %a are the numbers of the job and of the task.
      option("output", "\(logs.replacing("%", with: "%%"))/%A_%a.log"),
      "#SBATCH --open-mode=append",
    ]
    if let preamble { lines.append(preamble.trimmingNewlines) }
    lines.append("exec " + command.map(\.shellQuoted).joined(separator: " "))
    return lines.joined(separator: "\n") + "\n"
  }

  /// An option whose value may have any character but a line's end: in double quotes, in which a
  /// backslash stands before a quote and before itself.
  private func option(_ name: String, _ value: String) -> String {
    guard value != value.shellQuoted else { return "#SBATCH --\(name)=\(value)" }
    let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "#SBATCH --\(name)=\"\(escaped)\""
  }
}

extension String {
  fileprivate var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
