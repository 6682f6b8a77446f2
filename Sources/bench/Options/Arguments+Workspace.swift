import Experiments
import Runs

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Arguments {
  /// The workspace that `--workspace`, the environment or the current folder names.
  func workspace() throws(RunError) -> Workspace {
    var environment: [String: String] = [:]
    for name in ["HOME", "BENCH_WORKSPACE"] { environment[name] = Terminal.variable(name) }
    return try Workspace.find(
      explicit: value("workspace"), environment: environment, currentDirectory: currentDirectory)
  }

  private var currentDirectory: String {
    guard let folder = getcwd(nil, 0) else { return "." }
    defer { free(folder) }
    return String(cString: folder)
  }
}

extension Workspace {
  /// The definitions in it.
  var library: ExperimentLibrary {
    ExperimentLibrary(
      folder: experiments,
      shownAs: Self.shortened(experiments, home: Terminal.variable("HOME")),
      label: printed("experiments"))
  }

  /// The runs in it.
  var store: RunStore { RunStore(workspace: self) }
}
