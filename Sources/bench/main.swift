#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

ProcessSetup.perform()
let status = Command.perform(Array(CommandLine.arguments.dropFirst()), on: .current())
let isPrinted = WaitingOutput.finish()
exit((status == .done && !isPrinted ? .failed : status).code)
