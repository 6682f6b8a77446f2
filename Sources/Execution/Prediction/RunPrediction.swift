import Datasets
import Engine
import Experiments
package import Runs
import Training

/// The answers of a run's network to examples without labels. Nothing is written.
package struct RunPrediction {
  private let run: Run
  private let point: ResumePoint
  private let resources: ComputeResources

  /// The answers to all files.
  package struct Outcome {
    /// The names of the classes in their order; nil for a regression.
    package let classes: [String]?
    package let answers: [Answer]
    /// What was done to prepare the files, one sentence each.
    package let notes: [String]
    /// Sentences about checkpoints that could not be used.
    package let warnings: [String]
  }

  /// The answer to one example.
  package struct Answer {
    package let name: String
    /// The probability of each class, or the values in the data's units.
    package let outputs: [Float]
  }

  package init(of run: Run, at point: ResumePoint, with resources: ComputeResources) {
    self.run = run
    self.point = point
    self.resources = resources
  }

  /// Reads the files and runs them through the network.
  ///
  /// - Parameter paths: pictures, folders of pictures, arrays or tables, as paths from the root.
  /// - Throws: a `RunError`, a `DatasetError` or a `DefinitionError` where a file cannot be used.
  package func perform(on paths: [String]) throws -> Outcome {
    let model = try run.trainedModel(at: point, to: "predict")
    let (experiment, encoding) = (model.experiment, model.encoding)
    let predictor = try Predictor(
      experiment, weights: model.weights, threads: resources.threads, kernels: resources.kernels)
    let files = try experiment.dataset.unlabelledExamples(
      paths, of: experiment.rawShape, outputs: predictor.width, encoding: encoding)
    var answers: [Answer] = []
    for file in files {
      var names = file.names.makeIterator()
      predictor.forEachAnswer(to: file.examples) { outputs in
        answers.append(
          Answer(name: names.next() ?? "", outputs: encoding.inFileUnits(outputs)))
      }
    }
    return Outcome(
      classes: model.classes,
      answers: model.classes?.count == 2 ? answers.map(\.ofBothClasses) : answers,
      notes: files.flatMap(\.notes), warnings: model.warnings)
  }
}

extension RunPrediction.Answer {
  /// A single output is the probability of the second of two classes.
  fileprivate var ofBothClasses: Self {
    outputs.count == 1 ? Self(name: name, outputs: [1 - outputs[0], outputs[0]]) : self
  }
}
