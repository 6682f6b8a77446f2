#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

ProcessSetup.perform()
exit(Command.perform(Array(CommandLine.arguments.dropFirst()), on: .current()).code)
