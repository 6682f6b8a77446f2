extension SystemFiles {
  package func touch(_ file: Int32) throws(FileProblem) {
    // Without times: the server's clock counts, not this machine's.
    _ = try retried { futimens(file, nil) }
  }

  package func modificationTime(of file: Int32) throws(FileProblem) -> Int {
    var status = stat()
    _ = try retried { fstat(file, &status) }
    return FileIdentity(status).modified
  }

  package func takeAttributes(
    of name: String, in folder: Int32, for file: Int32
  ) throws(FileProblem) {
    try checkName(name)
    var old = stat()
    do {
      _ = try retried { fstatat(folder, name, &old, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.isMissing { return }
      throw error
    }
    guard Self.kind(of: old) == .file else { return }
    var new = stat()
    _ = try retried { fstat(file, &new) }
    // Owner first: changing it may clear bits of the mode. Only root gives files away; a group may
    // be one's own.
    if new.st_uid != old.st_uid {
      try asFarAsAllowed { fchown(file, old.st_uid, uid_t.max) }
    }
    if new.st_gid != old.st_gid {
      try asFarAsAllowed { fchown(file, uid_t.max, old.st_gid) }
    }
    let mode = old.st_mode & 0o777
    if new.st_mode & 0o7777 != mode { try asFarAsAllowed { fchmod(file, mode) } }
  }

  private func asFarAsAllowed(_ call: () -> Int32) throws(FileProblem) {
    do {
      _ = try retried(call)
    } catch {
      // EINVAL: an owner whom this container does not know. ENOSYS, ENOTSUP: no owners, no modes.
      let refusals = [EPERM, EACCES, EINVAL, ENOSYS, ENOTSUP, EOPNOTSUPP]
      guard let code = error.code, refusals.contains(code) else { throw error }
    }
  }
}
