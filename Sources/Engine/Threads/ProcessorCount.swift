import CKernels
import Files

/// How many processors this process may use.
package enum ProcessorCount {
  /// The number of processors, determined once: those of the machine, or fewer because of the
  /// process's affinity, the CPU quota of its control groups, or Slurm's allocation for the task.
  package static let usable = count(
    available: available, controlGroups: textOfSystemFile("/proc/self/cgroup") ?? "",
    slurm: environmentVariable("SLURM_CPUS_PER_TASK"), read: textOfSystemFile)

  /// Returns the smallest of these limits, at least 1.
  ///
  /// - Parameters:
  ///   - available: processors that the process may run on.
  ///   - controlGroups: the text of `/proc/self/cgroup`.
  ///   - slurm: the value of `SLURM_CPUS_PER_TASK`.
  ///   - read: returns the text of a file; nil if there is none.
  package static func count(
    available: Int, controlGroups: String, slurm: String?, read: (String) -> String?
  ) -> Int {
    let shares = controlGroups.split(separator: "\n").flatMap { quotas(of: $0, read: read) }
    // Half a processor is used by one thread, one and a half by two.
    let whole = shares.map { max(1, Int(min($0, 1e6).rounded(.up))) }
    let task = slurm.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    return max(1, ([available] + whole + (task.map { [$0] } ?? [])).min() ?? 1)
  }

  /// Returns the quotas, in processors, of a control group and of those that contain it.
  ///
  /// - Parameter line: `0::/system.slice/job` of version 2, `4:cpu,cpuacct:/job` of version 1.
  private static func quotas(of line: Substring, read: (String) -> String?) -> [Double] {
    let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else { return [] }
    let controllers = parts[1]
    let isOfProcessors =
      controllers.isEmpty ? parts[0] == "0" : controllers.split(separator: ",").contains("cpu")
    guard isOfProcessors else { return [] }
    let root = "/sys/fs/cgroup" + (controllers.isEmpty ? "" : "/\(controllers)")
    return pathAndParents(parts[2]).compactMap { group in
      let folder = group == "/" ? root : root + group
      guard controllers.isEmpty else {
        return quota(read("\(folder)/cpu.cfs_quota_us"), of: read("\(folder)/cpu.cfs_period_us"))
      }
      let words = read("\(folder)/cpu.max")?.split(whereSeparator: \.isWhitespace).map(String.init)
      return words.flatMap { $0.count == 2 ? quota($0[0], of: $0[1]) : nil }
    }
  }

  /// nil if there is no limit, which is written as `max` or −1.
  private static func quota(_ quota: String?, of period: String?) -> Double? {
    func number(_ text: String?) -> Int? {
      text?.split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
    }
    guard let quota = number(quota), let period = number(period), quota > 0, period > 0 else {
      return nil
    }
    return Double(quota) / Double(period)
  }

  /// Returns `/a/b`, `/a`, `/`. If the process is in another subtree, the path begins with `/..`;
  /// the groups above are then invisible, and only the files of the root are tried.
  private static func pathAndParents(_ path: Substring) -> [String] {
    let names = path.split(separator: "/")
    guard !names.contains("..") else { return ["/"] }
    return (0...names.count).reversed().map { "/" + names.prefix($0).joined(separator: "/") }
  }

  private static var available: Int {
    let allowed = Int(bench_processors_by_affinity())
    return allowed > 0 ? allowed : max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }
}
