/// A kind of value that a shell completes.
enum Completion: Hashable, Sendable {
  case nothing
  case files
  case folders
  case words([String])
  case experiments
  case runs
  /// Steps of the run that is an operand, `best` and `latest`.
  case checkpoints
  /// `PATH=VALUE` of the experiment or run that is an operand.
  case settings
  case tags
  /// Names of metrics, and `best:` with them where a metric's last and best value can be meant.
  case metrics(withBest: Bool)
  /// `NAME=higher` and `NAME=lower`.
  case directions
  /// An expression of `--where`.
  case expression
  /// Fields separated by commas, each with a sign before it where it orders.
  case fields(areSigned: Bool)
  /// Paths of definitions separated by commas, and these words.
  case paths(besides: [String])
  /// Published data sets, and files.
  case datasets
  case verbs
  /// The options of the verb.
  case options
  case topics
  /// Any of several.
  case any([Completion])
}

extension Command {
  /// The kind of the operand at a position, as its word in the help says: `EXPERIMENT…` are
  /// experiments, and `list|fetch` are words to choose from.
  func completion(ofOperand index: Int) -> Completion {
    let words = operands.split(separator: " ")
    guard let last = words.last, index < words.count || last.contains("…") else { return .nothing }
    let word = (index < words.count ? words[index] : last).filter { !"[]…".contains($0) }
    let kinds = word.split(separator: "|").map { Self.completion(ofOperand: String($0), of: verb) }
    return kinds.count == 1 ? kinds[0] : .any(kinds)
  }

  private static func completion(ofOperand word: String, of verb: String) -> Completion {
    switch word {
    case "EXPERIMENT": .any([.experiments, .files])
    case "RUN": .runs
    case "FILE", "CHECKPOINT", "RECEIPT", "DATA": .files
    case "DIR": .folders
    case "VERB": .verbs
    case "TOPIC": .topics
    case "NAME" where verb == "data": .any([.datasets, .experiments])
    case "NAME" where verb == "sweep": .files
    case _ where word.allSatisfy { !$0.isUppercase }: .words([word])
    default: .nothing
    }
  }
}
