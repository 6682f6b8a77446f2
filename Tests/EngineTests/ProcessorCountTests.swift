import Engine
import Testing

struct ProcessorCountTests {
  @Test func `this process may use a processor, and never more than a machine has`() {
    #expect((1...8192).contains(ProcessorCount.usable))
  }

  @Test(
    arguments: [
      // No limit at all.
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "max 100000\n"], nil, 8),
      ("", [:], nil, 8),
      // Version 2: the own group, a group around it, the root of a container.
      ("0::/a/b\n", ["/sys/fs/cgroup/a/b/cpu.max": "200000 100000\n"], nil, 2),
      ("0::/a/b\n", ["/sys/fs/cgroup/a/cpu.max": "300000 100000"], nil, 3),
      ("0::/a/b\n", ["/sys/fs/cgroup/cpu.max": "100000 100000"], nil, 1),
      ("0::/../c\n", ["/sys/fs/cgroup/cpu.max": "400000 100000"], nil, 4),
      (
        "0::/a/b\n",
        [
          "/sys/fs/cgroup/a/b/cpu.max": "500000 100000",
          "/sys/fs/cgroup/a/cpu.max": "200000 100000",
        ],
        nil, 2
      ),
      // Shares of a processor are rounded up.
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "150000 100000\n"], nil, 2),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "1000 100000\n"], nil, 1),
      // Version 1, with the controllers in one folder or each in its own.
      (
        "5:memory:/x\n4:cpu,cpuacct:/job\n",
        [
          "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "250000\n",
          "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "100000\n",
        ], nil, 3
      ),
      (
        "1:cpu:/\n",
        [
          "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
          "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ], nil, 8
      ),
      // Slurm's, the smaller of two, and none.
      ("0::/\n", [:], "4", 4),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "200000 100000"], "4", 2),
      ("0::/\n", [:], "16", 8), ("0::/\n", [:], "0", 8), ("0::/\n", [:], "many", 8),
      // Nonsense limits nothing.
      ("no line\n::\n", ["/sys/fs/cgroup/cpu.max": "200000 100000"], nil, 8),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "99999999999999999999 1"], nil, 8),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "9223372036854775807 1"], nil, 8),
      ("0::/\n", ["/sys/fs/cgroup/cpu.max": "0 0"], nil, 8),
    ] as [(String, [String: String], String?, Int)])
  func `the smallest limit counts`(
    groups: String, files: [String: String], slurm: String?, expected: Int
  ) {
    let count = ProcessorCount.count(
      available: 8, controlGroups: groups, slurm: slurm, read: { files[$0] })
    #expect(count == expected)
  }

  @Test(arguments: [0, 1, 2, 1000])
  func `every iteration is done once`(iterations: Int) {
    let counts = SharedMemory<Int>(count: iterations)
    performConcurrently(iterations: iterations) { index in
      var own = counts.mutableSpan(index..<index + 1)
      own[0] += 1
    }
    #expect(counts.array(0..<iterations) == [Int](repeating: 1, count: iterations))
  }
}
