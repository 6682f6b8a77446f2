/// A command of this program that an error or a hint proposes.
///
/// It says what to do, not how that is typed: only the command line knows how the program is
/// called, which workspace is meant and what a shell needs quoted. In a form that a reader fills
/// in, a name in capitals (`RUN`, `EXPERIMENT`) stands for a value.
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
  /// - step: the checkpoint to go on from; nil: the newest.
  case resume(run: String, step: Int? = nil)
  /// - step: the checkpoint to begin from; nil: the newest.
  case fork(run: String, step: Int? = nil, epochs: Int? = nil, settings: [String] = [])
  case compare([String])
  /// The runs that other commands print, in groups.
  case compareRuns(of: [ProgramCommand], groupedBy: [String])
  /// - condition: what `--where` says.
  case runs(where: String? = nil, sortedBy: String? = nil)
  case watch(run: String)
  case verify(run: String)
  case evaluate(run: String, step: Int? = nil)
  case note(run: String)
  /// Another program's file, with what is known of its metrics: each `NAME=DIRECTION`.
  case importFile(_ file: String = "FILE", metrics: [String] = [])
  case tag(run: String, adding: String)
  case untag(run: String, removing: String)
  case listGarbage
  case fetchData(String)
  case verifyData
  case listData
  /// The one that its verb's help shows.
  case example(verb: String)
  /// - verb: nil: of the whole program.
  case help(verb: String? = nil)
}
