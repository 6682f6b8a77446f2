/// A data file as it was read, and its digest; a process reads it once.
struct OpenedFile<Content: Sendable>: Sendable {
  let file: Content
  let dataFile: DataFile
}
