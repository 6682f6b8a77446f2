import Datasets
import Experiments
import Reports

/// What `bench help` explains besides verbs.
enum HelpTopic: Sendable {
  case page(HelpPage)
  case definition(DefinitionTopic)

  /// Returns the topic of a name.
  ///
  /// - Throws: `UsageError` with the nearest names if there is none.
  init(_ name: String) throws(UsageError) {
    if let page = HelpPage.all.first(where: { $0.name == name.lowercased() }) {
      self = .page(page)
    } else if let topic = DefinitionTopic(name) {
      self = .definition(topic)
    } else {
      throw Self.unknown(name)
    }
  }

  var name: String {
    switch self {
    case .page(let page): page.name
    case .definition(let topic): topic.name
    }
  }

  var summary: String {
    switch self {
    case .page(let page): page.summary
    case .definition(let topic): topic.summary
    }
  }

  /// The pages, then the parts of the definition.
  static var all: [HelpTopic] {
    HelpPage.all.map(HelpTopic.page)
      + DefinitionTopic.names.compactMap { DefinitionTopic($0) }.map(HelpTopic.definition)
  }

  private static func unknown(_ name: String) -> UsageError {
    let own = Command.all.map(\.verb) + HelpPage.all.map(\.name)
    let near = nearestNames(to: name, among: own)
    let all: Remedy = "all verbs and topics: \(command: .help())"
    return UsageError(
      problem: "bench help: no verb or topic '\(name.escaped)'",
      advice: [didYouMean(near.isEmpty ? DefinitionTopic.nearest(to: name) : near, then: all)])
  }
}
