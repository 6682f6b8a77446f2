import Datasets
import Engine
import JSON

/// A definition in which every value is valid by itself. Fills in the values that follow from
/// others and finds values that do not fit together.
struct ExperimentDraft {
  private(set) var definition: JSONValue
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var dataset: DatasetConfiguration
  private(set) var inputShape = Shape(0)
  private(set) var trainCount = 0
  private(set) var remarks: [DatasetRemark] = []
  private(set) var check = ArchitectureCheck(Architecture([]), input: Shape(0), padding: 0)
  private let purpose: DefinitionPurpose
  let loss: LossConfiguration
  let optimizer: OptimizerConfiguration
  let schedule: ScheduleConfiguration

  /// - Parameter inspector: determines what the data files hold.
  init(_ definition: ExperimentDefinition, _ inspector: any DatasetInspector) {
    self.definition = definition.value
    purpose = definition.purpose
    let given = definition.given
    let fields = Fields(definition.value)
    loss = losses.make(fields["loss"])
    optimizer = optimizers.make(fields["optimizer"])
    schedule = schedules.make(fields["schedule"])
    dataset = definition.dataset
    if case .binaryCrossEntropyWithLogits = loss.kind { dataset.needsBinaryValues = true }
    checkOptimizer()
    checkSchedule()
    if purpose == .training { checkClassNames() }
    if let diagnostic = sourceMisfit(self.definition["init_from"]) {
      diagnostics.append(diagnostic)
    } else if self.definition["init_from"]?["run"] != nil {
      fill("init_from", "checkpoint", with: "best")
    }
    do {
      let facts = try dataset.describe(inspector.layout(of: dataset))
      learnClasses(facts.target)
      inputShape = facts.shape
      trainCount = facts.train.count
      dataset.layout = facts.layout
      dataset.train = facts.train
      dataset.test = facts.test
      fill(subset: "train", with: facts.train)
      if dataset.hasTest { fill(subset: "test", with: facts.test) }
      checkMetrics(hasTest: dataset.hasTest)
      if purpose == .training { remarks = try inspector.remarks(on: dataset) }
      let mistakes = mistakes(given)
      diagnostics += mistakes
      if mistakes.isEmpty {
        let count = diagnostics.count
        checkArchitecture(fields.array("architecture"), facts)
        // The layout was only guessed, so a misfit says nothing. The unreadable row is the mistake.
        if let error = unreadRows, diagnostics.count > count {
          diagnostics[count...] = [describe(error, given)]
        }
      }
    } catch {
      checkMetrics(hasTest: true)
      // A header taken for a row, or the other way round, explains the error.
      if purpose == .training { remarks = (try? inspector.remarks(on: dataset)) ?? [] }
      let mistakes = mistakes(given)
      diagnostics += mistakes.isEmpty ? [describe(error, given)] : mistakes
    }
  }

  /// Why the rows of a table could not be read; nil if they could.
  private var unreadRows: DatasetError? {
    for case .rowsUnread(let error) in remarks { return error }
    return nil
  }

  /// What the data files reveal to be wrong in the definition.
  private func mistakes(_ given: JSONValue) -> [Diagnostic] {
    remarks.compactMap { $0.diagnostic(given: given) }
  }

  /// Writes into the definition that classes are learnt, if only the data say so.
  private mutating func learnClasses(_ target: DatasetTarget) {
    guard target.classCount != nil, !dataset.source.hasClasses else { return }
    dataset.source = DatasetSource(dataset.source.format.learningClasses())
    fill("dataset", "classes", with: "auto")
  }

  private mutating func checkOptimizer() {
    switch optimizer.rule {
    case .sgd(let momentum, nesterov: true, _) where momentum == 0:
      diagnostics.append(
        Diagnostic(
          path: JSONPath("optimizer.nesterov"), problem: "true needs a momentum greater than 0",
          hints: ["add \"momentum\": 0.9 to optimizer"]))
    default:
      break
    }
  }

  private mutating func checkSchedule() {
    guard case .multiStep(let milestones, _) = schedule.shape,
      let place = milestones.indices.dropFirst().first(where: {
        milestones[$0] <= milestones[$0 - 1]
      })
    else { return }
    diagnostics.append(
      Diagnostic(
        path: JSONPath("schedule.milestones").appending(place),
        problem: "\(milestones[place]) must be greater than the one before, "
          + "\(milestones[place - 1])"
      ))
  }

  /// Refuses a list of classes with a name twice. Only for new trainings: earlier versions accepted
  /// such lists, and their runs can still be opened.
  private mutating func checkClassNames() {
    let path = JSONPath("dataset.classes")
    var places: [String: Int] = [:]
    for (place, value) in (definition[path: path]?.array ?? []).enumerated() {
      guard let name = value.string else { continue }
      if let first = places[name] {
        diagnostics.append(
          Diagnostic(
            path: path.appending(place),
            problem: "\(value.shown) is class \(first) too, expected each name once"))
      }
      places[name] = places[name] ?? place
    }
  }

  private mutating func checkMetrics(hasTest: Bool) {
    let further = training.metrics
    let available = MetricName.available(
      isClassification: dataset.source.hasClasses, hasValidation: dataset.hasValidation,
      hasTest: hasTest, further: further)
    if let diagnostic = metricsMisfit(further, hasClasses: dataset.source.hasClasses) {
      diagnostics.append(diagnostic)
    }
    let stopping = JSONPath("training.early_stopping.metric")
    let watched = check(metricAt: stopping, available)
    let best = watched ?? MetricName.choosing(among: available)
    if definition[path: JSONPath("checkpoint.best")] == nil {
      fill("checkpoint", "best", with: .string(best.rawValue))
    } else {
      check(metricAt: JSONPath("checkpoint.best"), available)
    }
    check(metricAt: JSONPath("schedule.metric"), available)
    if let watched {
      let mode: EarlyStopping.Mode = watched.direction == .higher ? .max : .min
      fill("training", "early_stopping", "mode", with: .string(mode.rawValue))
    }
  }

  /// Returns the metric at a path; nil if there is none.
  @discardableResult
  private mutating func check(metricAt path: JSONPath, _ available: [MetricName]) -> MetricName? {
    guard let metric = definition[path: path]?.string.flatMap(MetricName.init(rawValue:)) else {
      return nil
    }
    if !available.contains(metric) {
      diagnostics.append(
        metricMisfit(
          metric, at: path, available: available, hasClasses: dataset.source.hasClasses,
          hasValidation: dataset.hasValidation))
    }
    return metric
  }

  private mutating func checkArchitecture(_ values: [JSONValue], _ facts: DatasetDescription) {
    check = ArchitectureCheck(
      Architecture(values), input: facts.shape, padding: dataset.padding)
    if purpose == .training, let diagnostic = classMisfit(facts.facts, in: definition["dataset"]) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = check.diagnostic {
      diagnostics.append(diagnostic)
    } else if let diagnostic = labelMisfit(loss.kind, learning: dataset.source) {
      diagnostics.append(diagnostic)
    } else if let last = check.layers.last, !isOutput(last.output, of: facts) {
      diagnostics.append(describe(last, facts))
    } else if let diagnostic = lossMisfit(
      loss.kind, after: check.layers, learning: dataset.source)
    {
      diagnostics.append(diagnostic)
    } else if let diagnostic = scaledTargetsMisfit(loss, dataset) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = valueMisfit(loss.kind, of: dataset.source) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = classWeightMisfit(loss, classes: facts.target.classCount) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = metricsMisfit(training.metrics, classes: facts.target.classCount) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = layerMisfit(definition["init_from"], in: check.layers) {
      diagnostics.append(diagnostic)
    } else if let diagnostic = mixingMisfit(loss.kind, dataset.augmentation) {
      diagnostics.append(diagnostic)
    } else if purpose == .training {
      checkTraining()
    }
  }

  private var training: TrainingConfiguration {
    TrainingConfiguration(Fields(definition).fields("training", of: trainingDescription))
  }

  /// Finds values that fit together but cannot train well.
  private mutating func checkTraining() {
    let outputs = check.layers.last?.output.count ?? 1
    let misfits = [
      batchMisfit(training, trainCount: trainCount, layers: check.layers),
      scaleMisfit(loss, outputs: outputs, batchSize: min(training.batchSize, trainCount)),
    ]
    diagnostics += misfits.compactMap(\.self)
  }

  /// Whether a network may end in this shape: one output per class or value, or one for two classes
  /// if the loss compares values.
  private func isOutput(_ shape: Shape, of facts: DatasetDescription) -> Bool {
    if shape == Shape(facts.outputCount) { return true }
    switch loss.kind {
    case .mse, .l1, .huber, .binaryCrossEntropy, .binaryCrossEntropyWithLogits:
      return facts.target == .classes(2) && shape == Shape(1)
    default: return false
    }
  }

  /// The last layer's output does not fit the loss.
  private func describe(_ last: ResolvedLayer, _ facts: DatasetDescription) -> Diagnostic {
    let type = definition["loss"]?["type"]?.string ?? ""
    let problem =
      "an output of \(last.output) does not fit \(type) on \(facts.name), "
      + "which needs \(facts.outputCount)"
    let sizing = check.layers.last { $0.input != $0.output } ?? last
    guard let key = sizing.configuration.outputCountKey else {
      let flatten = last.output.dimensions.count > 1 ? "flatten and " : ""
      return Diagnostic(
        path: last.path, problem: problem,
        hints: check.shapeChain + [
          "end with \(flatten){ \"type\": \"linear\", \"out_features\": \(facts.outputCount) }"
        ])
    }
    return Diagnostic(
      path: sizing.path.appending(key), problem: problem,
      hints: check.shapeChain + ["use \(key) \(facts.outputCount)"])
  }

  private func describe(_ error: DatasetError, _ given: JSONValue) -> Diagnostic {
    var hints = error.advice
    if case .validationOverlapsTrain(let validation, let train) = error,
      given[path: JSONPath("dataset.subset.train")] == nil, validation.lowerBound > 0
    {
      hints = [
        "train is all of \(JSONValue(train).canonicalText) if it is not given; "
          + "give \"train\": [0, \(validation.lowerBound)]"
      ]
    }
    guard let path = error.definitionPath else {
      return Diagnostic(
        path: JSONPath("dataset"), problem: error.description, hints: hints,
        isAboutData: true)
    }
    var diagnostic = Diagnostic(path: JSONPath(path), problem: error.message, hints: hints)
    switch error {
    case .noSplit, .halfTestPart: diagnostic.mark = .owner
    default: break
    }
    return diagnostic
  }

  /// Writes the range of a subset that was not given.
  private mutating func fill(subset: String, with selection: ExampleSelection) {
    guard case .range(let range) = selection else { return }
    fill("dataset", "subset", subset, with: JSONValue(range))
  }

  /// Sets a value that is not there yet.
  private mutating func fill(_ keys: String..., with value: JSONValue) {
    definition = definition.filling(keys[...], with: value)
  }
}

extension JSONValue {
  /// A half-open range as definitions write it.
  fileprivate init(_ range: Range<Int>) {
    self = [.integer(range.lowerBound), .integer(range.upperBound)]
  }

  fileprivate func filling(_ keys: ArraySlice<String>, with value: JSONValue) -> JSONValue {
    guard let key = keys.first, case .object(var members) = self else { return self }
    members[key] =
      keys.count == 1
      ? members[key] ?? value : members[key]?.filling(keys.dropFirst(), with: value)
    return .object(members)
  }
}
