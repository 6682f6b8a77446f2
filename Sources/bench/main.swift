import Files
import Runs

ProcessSetup.perform()
let arguments = Array(ProgramArguments.all.dropFirst())
if arguments.count == 2, arguments[0] == Workspace.lockTrialWord {
  exit(LockTrial(arguments[1])?.rawValue ?? 1)
}
let status = Command.perform(arguments, on: .current())
let isPrinted = WaitingOutput.finish()
exit((status == .done && !isPrinted ? .failed : status).code)
