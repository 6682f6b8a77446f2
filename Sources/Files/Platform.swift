// The only import of the C library. It is exported, so `import Files` brings it along.
#if canImport(Darwin)
  @_exported public import Darwin
#elseif canImport(Musl)
  @_exported public import Musl
#else
  @_exported public import Glibc
#endif

// Three of its calls under other names, for types with methods called `read`, `write` and `close`.

package func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, bytes, count)
}

package func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, bytes, count)
}

package func systemClose(_ descriptor: Int32) -> Int32 { close(descriptor) }
