package import Datasets
package import Engine
package import Experiments
import Files
package import Training

/// Weights that were read for a run to begin with.
package struct GivenWeights: Sendable {
  /// Where they were found, and their digest.
  package let origin: RecordedInitialWeights
  /// Tensors of the model, `model.<layer>.<name>`.
  package let tensors: [NamedTensor]

  init(_ origin: RecordedInitialWeights.Origin, _ tensors: [NamedTensor]) {
    self.origin = RecordedInitialWeights(
      origin: origin, sha256: SHA256Digest.weights(tensors).description)
    self.tensors = tensors
  }

  /// The state before the first step: these weights, and those that the seed draws for the other
  /// layers.
  ///
  /// - Parameter dataset: the experiment's loaded data.
  /// - Throws: a layer that does not fit. Resolved experiments have none.
  package func state(
    of experiment: ResolvedExperiment, dataset: LoadedDataset
  ) throws(ShapeMismatch) -> GivenState {
    let trainer = try Trainer(experiment, dataset: dataset, threads: 1, given: tensors)
    return GivenState(origin: origin, state: trainer.currentState)
  }
}

/// The first state of a run that begins with given weights.
package struct GivenState: Sendable {
  let origin: RecordedInitialWeights
  package let state: TrainingState
}

extension RunStore {
  /// Reads the weights that a definition starts from; nil if the seed draws them.
  ///
  /// - Throws: a `RunError`: of kind `data` if the file cannot be read, of kind `usage` if the
  ///   tensors are not those of the network, and that of a run or checkpoint that is not there.
  package func givenWeights(
    of experiment: ResolvedExperiment
  ) throws(RunError) -> GivenWeights? {
    guard let initial = experiment.initialWeights else { return nil }
    let wanted = WantedTensors(experiment, layers: initial.layers)
    switch initial.source {
    case .file(let file):
      let path = experiment.dataset.places.path(of: file)
      let tensors = try Self.tensors(ofFile: path, wanted, experiment.name)
      return GivenWeights(.file(file), tensors)
    case .run(let name, let point):
      let selection = try resolve(name, asWeights: true)
      let run = selection.run
      try run.requireTraining(to: "init_from")
      let found = try run.find(ResumePoint(point), for: .evaluate)
      guard let checkpoint = found.checkpoint else {
        throw RunError(.usage, "init_from.run: \(run.id) has no checkpoint")
      }
      let source = "\(run.id), step \(checkpoint.state.step)"
      let tensors = try Self.choose(
        wanted, of: checkpoint.weights, from: source, for: experiment.name)
      return GivenWeights(.run(run.id, step: checkpoint.state.step), tensors)
    }
  }

  private static func tensors(
    ofFile path: String, _ wanted: WantedTensors, _ experiment: String
  ) throws(RunError) -> [NamedTensor] {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.readRegular(path, limit: CheckpointFile.maximumBytes)
    } catch {
      throw RunError(
        .data, "init_from.file: \(path): \(error)",
        advice: ["a relative path starts from the workspace"])
    }
    // Only of a file that is none: the length of a header may begin like another format.
    if (try? SafetensorsFile(bytes)) == nil, let format = FileFormat(startingWith: bytes.span) {
      throw RunError(
        .data, "init_from.file: \(path) is \(format.rawValue), expected a safetensors file",
        advice: [
          "write one in Python: safetensors.torch.save_file(model.state_dict(), \"weights.safetensors\")"
        ])
    }
    do {
      let file = try SafetensorsFile(bytes)
      if file.entries.contains(where: { $0.name == CheckpointFile.digestName }) {
        return try choose(wanted, of: checkpointWeights(bytes), from: path, for: experiment)
      }
      let positions = try positions(
        wanted, in: file.entries.map { ($0.name, $0.dimensions) }, from: path, for: experiment)
      var tensors: [NamedTensor] = []
      for (name, position) in positions {
        let entry = file.entries[position]
        tensors.append(
          NamedTensor(
            name: name, dimensions: entry.dimensions, values: try file.values(of: entry)))
      }
      return tensors
    } catch let problem as WeightsProblem {
      throw RunError(
        .data, "init_from.file: \(path): \(problem.text)", advice: problem.advice.map { Remedy($0) }
      )
    } catch {
      throw (error as? RunError) ?? RunError(.failed, "\(error)")
    }
  }

  /// The weights as they answer in a checkpoint of any run.
  private static func checkpointWeights(
    _ bytes: [UInt8]
  ) throws(WeightsProblem) -> [NamedTensor] {
    do {
      return try CheckpointFile.decode(bytes).weights
    } catch {
      throw WeightsProblem("is a damaged checkpoint: \(error)")
    }
  }

  private static func choose(
    _ wanted: WantedTensors, of tensors: [NamedTensor], from source: String, for experiment: String
  ) throws(RunError) -> [NamedTensor] {
    try positions(
      wanted, in: tensors.map { ($0.name, $0.dimensions) }, from: source, for: experiment
    ).map { name, position in
      let tensor = tensors[position]
      return NamedTensor(name: name, dimensions: tensor.dimensions, values: tensor.values)
    }
  }

  private static func positions(
    _ wanted: WantedTensors, in tensors: [(name: String, dimensions: [Int])], from source: String,
    for experiment: String
  ) throws(RunError) -> [(name: String, position: Int)] {
    do {
      return try wanted.positions(in: tensors)
    } catch {
      let layers = error.fitting.map(String.init).joined(separator: ", ")
      throw RunError(
        .usage, "init_from: \(source) does not fit \(experiment): \(error.summary)",
        advice: error.lines.map { Remedy($0) } + [
          "the names are N.weight, N a layer's index from 0: \(command: .show(experiment))"
        ]
          + (layers.isEmpty
            ? [] : ["take only the layers that fit: \"layers\": [\(layers)] in init_from"]))
    }
  }
}

extension ResumePoint {
  init(_ point: StartingPoint) {
    switch point {
    case .best: self = .best
    case .latest: self = .latest
    case .step(let step): self = .step(step)
    }
  }
}
