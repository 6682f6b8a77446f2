import Testing

/// What run.json says of the workspace's git repository.
struct GitTests {
  private let bench = BenchProgram()
  private static let identity = "-c user.name=x -c user.email=x@x"

  init() {
    bench.write(
      #"""
      {"extends": "xor-mlp", "training": {"epochs": 3}, "checkpoint": {"every_epochs": 1}}
      """#, to: "experiments/tiny.json")
  }

  private func commit() -> String {
    let script = "git init -q && git add -A && git \(Self.identity) commit -qm x && "
    return bench.shell(script + "git rev-parse HEAD").output.filter { $0 != "\n" }
  }

  private func run(
    _ id: String, _ environment: [String] = []
  ) -> (commit: String?, isDirty: String?, messages: String) {
    let outcome = bench.run(["run", "tiny", "--quiet", "--name", id], environment: environment)
    #expect(outcome.status == 0, "\(outcome.messages)")
    return (
      bench.recorded("git_commit", of: id), bench.recorded("git_dirty", of: id), outcome.messages
    )
  }

  @Test func `a workspace is clean until a tracked file or a definition differs`() {
    let commit = commit()
    #expect(run("clean") == (commit, "false", ""))
    #expect(bench.shell("echo >>experiments/tiny.json").status == 0)
    #expect(run("changed") == (commit, "true", ""))
    #expect(bench.shell("git checkout -q . && echo '{}' >experiments/new.json").status == 0)
    #expect(run("untracked") == (commit, "true", ""))
    #expect(bench.shell("echo new.json >.git/info/exclude").status == 0)
    #expect(run("ignored") == (commit, "true", ""))
  }

  @Test func `the repository is the workspace's own, whatever the environment says`() {
    let commit = commit()
    let other = "mkdir ../other && cd ../other && git init -q && "
    #expect(
      bench.shell(other + "git \(Self.identity) commit -qm y --allow-empty && touch z && git add z")
        .status == 0)
    let places = ["GIT_DIR=\(bench.folder)/../other/.git", "GIT_INDEX_FILE=/nowhere"]
    #expect(run("own", places) == (commit, "false", ""))
  }

  @Test(arguments: [
    "git config core.fsmonitor 'sh -c \"echo >>ran\" --'",
    "git config core.hooksPath $PWD/hooks && mkdir hooks && "
      + "printf '#!/bin/sh\\necho >>ran\\n' >hooks/post-index-change && chmod +x hooks/*",
    "git config filter.own.clean 'sh -c \"echo >>ran; cat\"' && sleep 1 && "
      + "echo '*.json filter=own' >.git/info/attributes && touch experiments/*.json",
    "git config filter.own.process 'sh -c \"echo >>ran\"' && sleep 1 && "
      + "echo '*.json filter=own' >.git/info/attributes && touch experiments/*.json",
    "git config filter.a=b.clean 'sh -c \"echo >>ran; cat\"' && sleep 1 && "
      + "echo '*.json filter=a=b' >.git/info/attributes && touch experiments/*.json",
  ])
  func `no code of the repository runs`(configuration: String) {
    let commit = commit()
    #expect(bench.shell("rm -f ran; " + configuration).status == 0)
    #expect(run("quiet").commit == commit)
    #expect(bench.shell("test ! -e ran").status == 0)
  }

  @Test func `a file that its filter changes leaves open whether it differs`() {
    let script = "git init -q && git config filter.up.clean 'tr a-z A-Z' && "
    #expect(
      bench.shell(script + "echo 'words filter=up' >.gitattributes; echo a >words").status == 0)
    let commit = commit()
    #expect(bench.shell("sleep 1; touch words").status == 0)
    let open = run("open")
    #expect(open.commit == commit && open.isDirty == "null")
    #expect(open.messages.hasPrefix("note: git_dirty is not recorded: only the repository's own"))
    #expect(bench.shell("echo >>experiments/tiny.json").status == 0)
    #expect(run("changed") == (commit, "true", ""))
  }

  @Test func `a slow git still says the commit`() {
    let commit = commit()
    let script = "mkdir ../slow && printf '#!/bin/sh\\nsleep 0.8; exec %s \"$@\"\\n' "
    #expect(
      bench.shell(script + "$(command -v git) >../slow/git && chmod +x ../slow/git").status == 0)
    let slow = run("slow", ["PATH=\(bench.folder)/../slow:/usr/bin:/bin"])
    #expect(slow.commit == commit && slow.isDirty == "null")
    #expect(
      slow.messages
        == "note: git_dirty is not recorded: git did not say in time what differs from the commit\n"
    )
  }
}
