import Execution
import Files
import Testing

/// What is handed to Slurm, and read from it.
struct SlurmTests {
  private let script = JobScript(
    name: "bench-grid", workers: 8, workspace: "/srv/grid",
    logs: "/srv/grid/runs/.sweeps/grid/logs",
    command: ["/opt/bench", "sweep", "grid", "--worker", "--workspace", "/srv/grid"])

  @Test func `the script of the workers`() {
    var script = script
    script.preamble = "#SBATCH --partition=long\nmodule load gcc\n\n"
    #expect(
      script.text == """
        #!/bin/bash
        # bench writes this file. The next submission replaces it.
        #SBATCH --job-name=bench-grid
        #SBATCH --array=0-7
        #SBATCH --cpus-per-task=1
        #SBATCH --requeue
        #SBATCH --signal=B:USR1@120
        #SBATCH --chdir=/srv/grid
        #SBATCH --output=/srv/grid/runs/.sweeps/grid/logs/%A_%a.log
        #SBATCH --open-mode=append
        #SBATCH --partition=long
        module load gcc
        exec /opt/bench sweep grid --worker --workspace /srv/grid

        """)
  }

  @Test func `a path may have blanks, quotes and what Slurm replaces`() {
    var script = script
    script.workspace = "/a b/ann's \"100%A\" $HOME #1"
    script.logs = script.workspace + "/logs"
    script.command = [script.workspace + "/bench", "sweep", "it's"]
    let text = script.text
    #expect(text.contains("\n#SBATCH --chdir=\"/a b/ann's \\\"100%A\\\" $HOME #1\"\n"))
    #expect(
      text.contains(
        "\n#SBATCH --output=\"/a b/ann's \\\"100%%A\\\" $HOME #1/logs/%A_%a.log\"\n"))
    #expect(
      text.hasSuffix(
        "\nexec '/a b/ann'\\''s \"100%A\" $HOME #1/bench' sweep 'it'\\''s'\n"))
  }

  @Test(arguments: [
    ("4711\n", SlurmJob(number: "4711", cluster: nil)),
    ("4711;north\n", SlurmJob(number: "4711", cluster: "north")),
    ("a banner of the site\n4711\n", SlurmJob(number: "4711", cluster: nil)),
    ("", nil), ("Submitted batch job 4711\n", nil), ("-1\n", nil), (";north", nil),
  ])
  func `what sbatch --parsable prints`(text: String, job: SlurmJob?) {
    #expect(SlurmJob(parsable: text) == job)
  }

  @Test(arguments: [
    ("SLURM_CONF", true), ("SLURM_JOB_ID", false), ("SLURM_CPUS_PER_TASK", false),
    ("SBATCH_PARTITION", false), ("MY_SLURM_NAME", true), ("PATH", true),
    ("SLURM_CONF_SERVER", false),
  ])
  func `what an enclosing job says of itself is not handed down`(name: String, isIt: Bool) {
    #expect(SlurmProgram.isHandedDown(name[...]) == isIt)
  }

  @Test func `a program that is not there, and one that refuses`() throws {
    #expect(throws: FileProblem.system(ENOENT)) { try SlurmProgram.run(["no-such-program"]) }
    let ending = try SlurmProgram.run(["sh", "-c", "echo no >&2; exit 3"])
    #expect(!ending.isSuccess && ending.messages == "no\n")
  }
}
