import Files

ProcessSetup.perform()
let status = Command.perform(Array(ProgramArguments.all.dropFirst()), on: .current())
let isPrinted = WaitingOutput.finish()
exit((status == .done && !isPrinted ? .failed : status).code)
