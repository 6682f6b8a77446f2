import Files
import Runs

ProcessSetup.perform()
if CommandLine.arguments.count == 3, CommandLine.arguments[1] == Workspace.lockTrialWord {
  exit(LockTrial(CommandLine.arguments[2])?.rawValue ?? 1)
}
let status = Command.perform(Array(CommandLine.arguments.dropFirst()), on: .current())
let isPrinted = WaitingOutput.finish()
exit((status == .done && !isPrinted ? .failed : status).code)
