package import Datasets

/// The first definition for data that were looked at: a small network that trains.
package struct FirstDefinition: Hashable, Sendable {
  /// The file's text.
  package let text: String
  /// What was decided for the user, one sentence each without its end.
  package let notes: [String]

  package init(for data: SurveyedData) {
    let plan = FirstPlan(data)
    notes = plan.notes
    let layers = plan.layers
    let training: [OrderedJSON.Member] = [
      .init("epochs", .integer(plan.epochs)), .init("batch_size", .integer(plan.batchSize)),
      .init("shuffle", true),
    ]
    let metrics: [OrderedJSON.Member] =
      plan.target.classCount == nil ? [.init("metrics", .texts(["mae", "r2"]))] : []
    let definition: OrderedJSON = [
      "$schema": "./schema.json",
      "description": .text(plan.description),
      "seed": 42,
      "dataset": .object(
        plan.dataset + plan.split
          + [.init("normalize", "standard")]),
      "architecture": .list(layers),
      "loss": plan.target.classCount == nil
        ? ["type": "mse"] : ["type": "softmax_cross_entropy"],
      "optimizer": ["type": "adam", "learning_rate": 0.001],
      "training": .object(training + metrics),
      "checkpoint": ["every_epochs": 1, "keep_last": 3],
    ]
    text = definition.text() + "\n"
  }
}

/// What a first definition says, whatever the data are.
struct FirstPlan {
  /// The members of `dataset` that the format has.
  let dataset: [OrderedJSON.Member]
  let target: DatasetTarget
  /// One example.
  let shape: [Int]
  /// The examples of the train part before a split.
  let trainCount: Int
  let isOnePart: Bool
  /// The number of train examples of each class; empty for a regression.
  let classCounts: [Int]
  /// `A small CNN for …`, without the network.
  let subject: String
  var notes: [String] = []

  init(_ data: SurveyedData) {
    switch data {
    case .pictures(let survey): self.init(survey)
    case .arrays(let survey): self.init(survey)
    case .table(let survey): self.init(TablePlan(survey))
    }
  }

  init(
    dataset: [OrderedJSON.Member], target: DatasetTarget, shape: [Int], trainCount: Int,
    isOnePart: Bool, classCounts: [Int], subject: String, notes: [String]
  ) {
    self.dataset = dataset
    self.target = target
    self.shape = shape
    self.trainCount = trainCount
    self.isOnePart = isOnePart
    self.classCounts = classCounts
    self.subject = subject
    self.notes = notes
    if let few = classCounts.min(), few < Self.fewExamples {
      self.notes.append(
        "a class has only \(few) \(few == 1 ? "example" : "examples") of the training data")
    }
  }

  /// A class with fewer examples may be missing in a part.
  static let fewExamples = 10

  /// The definition's description.
  var description: String {
    let network = isImage ? "A small CNN" : "A small MLP"
    return "\(network) for \(subject)"
  }

  /// `"split": { "test": 0.2, "validation": 0.1, "stratified": true }`
  var split: [OrderedJSON.Member] {
    var members: [OrderedJSON.Member] = isOnePart ? [.init("test", 0.2)] : []
    members.append(.init("validation", 0.1))
    if target.classCount != nil { members.append(.init("stratified", true)) }
    return [.init("split", .object(members))]
  }

  private var trainedCount: Int {
    max(1, isOnePart ? trainCount * 7 / 10 : trainCount * 9 / 10)
  }

  var batchSize: Int { trainedCount < 500 ? 16 : trainedCount < 20_000 ? 32 : 128 }

  /// About 3,000 steps, or 1,500 of a CNN.
  var epochs: Int {
    let steps = (trainedCount + batchSize - 1) / batchSize
    let wanted = (isImage ? 1500 : 3000) / steps
    return [5, 10, 20, 30, 50].first { $0 >= wanted } ?? (isImage ? 50 : 100)
  }
}
