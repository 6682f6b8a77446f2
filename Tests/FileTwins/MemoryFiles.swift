package import Files

/// Files in memory that forget, on a power loss, what was not synchronised.
///
/// `moments` has the disk before every call that changes it, so that a test can end there.
package final class MemoryFiles: FileSystem {
  struct Open {
    var node: Int
    var position = 0
    var appends = false
    /// `metrics.csv`, `checkpoints`, `checkpoints/.tmp`: what a synchronisation is called.
    var label: String
  }

  struct State {
    var disk: Disk
    var open: [Int32: Open] = [:]
    var nextDescriptor: Int32 = 3
    /// What the time of a file is taken from, in nanoseconds since 1970.
    var clock = MemoryFiles.now
    var locks: [Int: [(descriptor: Int32, exclusive: Bool)]] = [:]
    var moments: [Disk] = []
    var records = false
    var synchronized: Set<String> = []
    var synchronizations = 0
    /// Synchronisations that do nothing, as if the call had been left out.
    var omitted: String?
  }

  let state: Guarded<State>

  /// - Parameter omitted: the label of the synchronisations to leave out.
  package init(_ disk: Disk = MemoryFiles.emptyWorkspace, omitting omitted: String? = nil) {
    state = Guarded(State(disk: disk, omitted: omitted))
  }

  /// A folder `/w` with `experiments/`, all on disk.
  package static let emptyWorkspace: Disk = {
    var disk = Disk()
    let experiments = disk.add(.folder(.init()))
    let workspace = disk.add(.folder(.init()))
    disk.change(folder: workspace) { $0.entries["experiments"] = experiments }
    disk.change(folder: 0) { $0.entries["w"] = workspace }
    return disk.after(.none)
  }()

  package var disk: Disk { state.withLock(\.disk) }

  /// The labels of everything synchronised so far.
  package var synchronized: Set<String> { state.withLock(\.synchronized) }

  /// How many synchronisations there were so far.
  package var synchronizations: Int { state.withLock(\.synchronizations) }

  /// Keeps the disk before every change from now on.
  package func startRecording() { state.withLock { $0.records = true } }

  /// The moments kept since the last time they were taken.
  package func takeMoments() -> [Disk] {
    state.withLock { state in
      defer { state.moments = [] }
      return state.moments
    }
  }

  package func setDisk(_ change: (inout Disk) -> Void) { state.withLock { change(&$0.disk) } }

  package func openFolder(path: String) throws(FileProblem) -> Int32 {
    try withState { (state) throws(FileProblem) in
      var number = 0
      for part in path.split(separator: "/") {
        number = try Self.child(String(part), number, state)
      }
      guard case .folder = state.disk.nodes[number] else { throw .system(ENOTDIR) }
      return Self.open(number, label: Self.label(path.split(separator: "/").last), &state)
    }
  }

  package func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32 {
    try withState { (state) throws(FileProblem) in
      let number = try Self.child(name, Self.node(folder, state), state)
      if case .link = state.disk.nodes[number] { throw .symbolicLink }
      guard case .folder = state.disk.nodes[number] else { throw .system(ENOTDIR) }
      return Self.open(number, label: Self.label(name[...]), &state)
    }
  }

  package func makeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let parent = Self.node(folder, state)
      if state.disk.folder(parent).entries[name] != nil { throw .system(EEXIST) }
      let number = state.disk.add(.folder(.init()))
      state.disk.change(folder: parent) { $0.entries[name] = number }
    }
  }

  package func removeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let parent = Self.node(folder, state)
      let number = try Self.child(name, parent, state)
      guard state.disk.folder(number).entries.isEmpty else { throw .system(ENOTEMPTY) }
      state.disk.change(folder: parent) { $0.entries[name] = nil }
    }
  }

  package func names(in folder: Int32) throws(FileProblem) -> [String] {
    state.withLock { Array($0.disk.folder(Self.node(folder, $0)).entries.keys) }
  }

  package func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus? {
    state.withLock { state in
      guard let number = state.disk.folder(Self.node(folder, state)).entries[name] else {
        return nil
      }
      switch state.disk.nodes[number] {
      case .file(let file): return FileStatus(kind: .file, size: file.bytes.count)
      case .folder: return FileStatus(kind: .folder, size: 0)
      case .link: return FileStatus(kind: .symbolicLink, size: 0)
      default: return FileStatus(kind: .other, size: 0)
      }
    }
  }

  package func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem)
    -> Int32
  {
    let exists = try status(of: name, in: folder)
    if let exists, use == .creating || exists.kind != .file {
      if use == .creating { throw .system(EEXIST) }
      throw exists.kind == .symbolicLink ? .symbolicLink : .notRegularFile
    }
    if exists == nil {
      if use == .reading { throw .system(ENOENT) }
      try change { (state) throws(FileProblem) in
        let number = state.disk.add(.file(.init()))
        let now = state.clock
        state.disk.change(file: number) { $0.modified = now }
        state.disk.change(folder: Self.node(folder, state)) { $0.entries[name] = number }
      }
    }
    return try withState { (state) throws(FileProblem) in
      let parent = Self.node(folder, state)
      let number = try Self.child(name, parent, state)
      let place = state.open[folder]?.label ?? ""
      let label = name.hasPrefix(".tmp-") ? "\(place)/.tmp" : name
      let descriptor = Self.open(number, label: label, &state)
      state.open[descriptor]?.appends = use == .appending
      return descriptor
    }
  }

  package func size(of file: Int32) throws(FileProblem) -> Int {
    state.withLock { $0.disk.file(Self.node(file, $0)).bytes.count }
  }

  package func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8] {
    state.withLock { state in
      let start = state.open[file]?.position ?? 0
      let bytes = state.disk.file(Self.node(file, state)).bytes.dropFirst(start).prefix(count)
      state.open[file]?.position += bytes.count
      return Array(bytes)
    }
  }

  package func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let node = Self.node(file, state)
      let isAtEnd = state.open[file]?.appends ?? false
      let position = isAtEnd ? state.disk.file(node).bytes.count : state.open[file]?.position ?? 0
      state.open[file]?.position = position + bytes.count
      let now = state.clock
      state.disk.change(file: node) { content in
        let end = min(position + bytes.count, content.bytes.count)
        content.bytes.replaceSubrange(position..<max(position, end), with: bytes)
        content.modified = now
      }
    }
  }

  package func truncate(_ file: Int32, to size: Int) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      state.disk.change(file: Self.node(file, state)) {
        $0.bytes.removeLast(max(0, $0.bytes.count - size))
      }
    }
  }

  package func synchronize(_ descriptor: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let label = state.open[descriptor]?.label ?? ""
      state.synchronized.insert(label)
      state.synchronizations += 1
      if label != state.omitted { state.disk.synchronize(Self.node(descriptor, state)) }
    }
  }

  package func close(_ descriptor: Int32) throws(FileProblem) {
    state.withLock { state in
      let node = Self.node(descriptor, state)
      state.locks[node]?.removeAll { $0.descriptor == descriptor }
      state.open[descriptor] = nil
    }
  }

  package func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let parent = Self.node(folder, state)
      let number = try Self.child(name, parent, state)
      state.disk.change(folder: parent) { $0.entries[name] = nil }
      state.disk.change(folder: Self.node(newFolder, state)) { $0.entries[newName] = number }
    }
  }

  package func removeFile(_ name: String, in folder: Int32) throws(FileProblem) {
    try change { (state) throws(FileProblem) in
      let parent = Self.node(folder, state)
      _ = try Self.child(name, parent, state)
      state.disk.change(folder: parent) { $0.entries[name] = nil }
    }
  }

  package func takeAttributes(
    of name: String, in folder: Int32, for file: Int32
  ) throws(FileProblem) {
    guard try status(of: name, in: folder)?.kind == .file else { return }
    try change { (state) throws(FileProblem) in
      let old = try Self.child(name, Self.node(folder, state), state)
      let mode = state.disk.file(old).mode
      state.disk.change(file: Self.node(file, state)) { $0.mode = mode }
    }
  }

  package func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool {
    state.withLock { state in
      let node = Self.node(file, state)
      let others = (state.locks[node] ?? []).filter { $0.descriptor != file }
      if others.contains(where: { $0.exclusive || exclusive }) { return false }
      state.locks[node] = others + [(file, exclusive)]
      return true
    }
  }

  package func freeBytes(in folder: Int32) -> Int? { 12_000 }

  func change(
    _ body: (inout State) throws(FileProblem) -> Void
  ) throws(FileProblem) {
    try withState { (state) throws(FileProblem) in
      if state.records { state.moments.append(state.disk) }
      try body(&state)
    }
  }

  private func withState<Result: Sendable>(
    _ body: (inout State) throws(FileProblem) -> Result
  ) throws(FileProblem) -> Result {
    try state.withLock { (state) throws(FileProblem) in try body(&state) }
  }

  static func node(_ descriptor: Int32, _ state: State) -> Int {
    guard let open = state.open[descriptor] else { preconditionFailure("not open") }
    return open.node
  }

  private static func child(
    _ name: String, _ folder: Int, _ state: State
  ) throws(FileProblem) -> Int {
    guard case .folder(let folder) = state.disk.nodes[folder] else { throw .system(ENOTDIR) }
    guard let number = folder.entries[name] else { throw .system(ENOENT) }
    return number
  }

  private static func open(_ node: Int, label: String, _ state: inout State) -> Int32 {
    defer { state.nextDescriptor += 1 }
    state.open[state.nextDescriptor] = Open(node: node, label: label)
    return state.nextDescriptor
  }

  /// A run's own folder is `run`, whatever its id.
  private static func label(_ name: Substring?) -> String {
    guard let name else { return "/" }
    return ["w", "runs", "checkpoints"].contains(name) ? String(name) : "run"
  }
}
