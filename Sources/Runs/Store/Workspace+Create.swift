import Datasets
import Files

extension Workspace {
  /// Makes a new workspace in a folder, which may exist but not have `experiments/`.
  ///
  /// - Parameter definitions: the files of `experiments/`, and of folders in it: `sweeps/a.json`.
  /// - Throws: `RunError`, of kind `usage` where there is a workspace already.
  package static func create(
    at path: String, definitions: [(name: String, bytes: [UInt8])]
  ) throws(RunError) {
    try make(path)
    let folder = try RunFolder(path: path, files: SystemFiles())
    guard try folder.status(of: "experiments") == nil else {
      throw RunError(
        .usage, "\(path) is a workspace already: it has experiments/",
        advice: ["another one: \(command: .initialize(folder: "DIR"))"])
    }
    if try folder.status(of: "runs") == nil { _ = try folder.makeFolder("runs") }
    // The folder that makes it a workspace gets its name when all is inside.
    let unfinished = ".experiments-\(getpid())"
    let experiments = try folder.makeFolder(unfinished)
    for file in definitions {
      let parts = file.name.split(separator: "/").map(String.init)
      guard parts.count > 1 else {
        try experiments.publish(file.bytes, as: file.name)
        continue
      }
      let isThere = try experiments.status(of: parts[0]) != nil
      let inner = try isThere ? experiments.folder(parts[0]) : experiments.makeFolder(parts[0])
      try inner.publish(file.bytes, as: parts[1])
    }
    try folder.rename(unfinished, to: "experiments")
    try folder.synchronize()
  }

  private static func make(_ path: String) throws(RunError) {
    guard mkdir(path, 0o777) != 0, errno != EEXIST else { return }
    throw RunError(.failed, "\(path): \(systemWords(errno))")
  }
}
