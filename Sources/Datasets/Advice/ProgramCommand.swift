/// A command of this program that an error or a hint suggests.
///
/// It says what to do, not how to type it: only the command line knows the program's name, the
/// workspace and what a shell needs quoted. A name in capitals (`RUN`, `EXPERIMENT`) is a
/// placeholder for a value that the reader fills in.
package enum ProgramCommand: Hashable, Sendable {
  case initialize(folder: String? = nil)
  case list
  /// - experiment: nil: all.
  case validate(experiment: String? = nil)
  /// An experiment, or a run.
  case show(String)
  /// - settings: each `PATH=JSON`.
  case run(
    experiment: String, seeds: ClosedRange<Int>? = nil, onlyNeeded: Bool = false,
    quietly: Bool = false, settings: [String] = [])
  /// - step: the checkpoint to continue from; nil for the newest.
  case resume(run: String, step: Int? = nil)
  /// - step: the checkpoint to begin from; nil: the newest.
  case fork(run: String, step: Int? = nil, epochs: Int? = nil, settings: [String] = [])
  case compare([String])
  /// The runs that other commands print, in groups.
  case compareRuns(of: [ProgramCommand], groupedBy: [String])
  /// - condition: the expression of `--where`.
  case runs(where: String? = nil, sortedBy: String? = nil)
  case watch(run: String)
  case sweep(String, retryingFailed: Bool = false)
  case sweepStatus(String)
  case sweepCancel(String)
  case schema(of: String)
  /// - condition: the expression of `--where`.
  case remove(where: String)
  case verify(run: String)
  case receipt(run: String)
  case evaluate(run: String, step: Int? = nil)
  case note(run: String)
  /// Another program's file, with the directions of its metrics, each as `NAME=DIRECTION`.
  case importFile(_ file: String = "FILE", metrics: [String] = [])
  case tag(run: String, adding: String)
  case untag(run: String, removing: String)
  case listGarbage
  case fetchData(String)
  case verifyData
  /// An experiment, a data set or the path of data.
  case checkData(String)
  case listData
  /// These words, as a person typed them or should have.
  case typed([String])
  /// The command that was typed, with these options in addition or in place of theirs.
  case again([String])
  /// The one that its verb's help shows.
  case example(verb: String)
  /// - verb: nil: of the whole program.
  case help(verb: String? = nil)
}
