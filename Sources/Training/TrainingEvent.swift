package import Experiments

/// The events of a training, in their order. The progress line, metrics.csv and checkpoints are all
/// listeners.
///
/// Events that occur once per epoch are boxed, so that the event of every step is small.
package enum TrainingEvent: Sendable {
  /// After each optimizer step.
  case finishedStep(StepResult)
  /// After an epoch's last step and its evaluation.
  indirect case finishedEpoch(EpochResult)
  /// The checkpoint policy asks for this state: at step 0, after an epoch, or at the step where the
  /// training stopped. It comes after the `finishedEpoch` it belongs to.
  indirect case reachedCheckpoint(TrainingState)
  /// At the end of a training that was not stopped: one prediction for each example of the test
  /// part, or of validation if there is no test part.
  case finishedPredictions([Prediction])
}

/// One optimizer step.
package struct StepResult: Hashable, Sendable {
  /// The number of steps including this one.
  package var step: Int
  /// The epoch it belongs to, from 1.
  package var epoch: Int
  /// Batches of that epoch trained, this one included.
  package var batch: Int
  package var learningRate: Float
  /// Sums of the unfinished epoch, this batch included.
  package var sums: EpochSums
  /// Examples in this batch.
  package var examples: Int
  /// Mean loss of this batch, and the norm of its whole gradient before clipping; only of the
  /// steps that `training.log_every_steps` names.
  package var log: StepLog?

  package init(
    step: Int, epoch: Int, batch: Int, learningRate: Float, sums: EpochSums, examples: Int,
    log: StepLog? = nil
  ) {
    self.step = step
    self.epoch = epoch
    self.batch = batch
    self.learningRate = learningRate
    self.sums = sums
    self.examples = examples
    self.log = log
  }
}

/// The values of a row of steps.csv, apart from its step and learning rate.
package struct StepLog: Hashable, Sendable {
  package var trainLoss: Double
  package var gradientNorm: Double

  package init(trainLoss: Double, gradientNorm: Double) {
    self.trainLoss = trainLoss
    self.gradientNorm = gradientNorm
  }
}

/// One finished epoch: the values of a row of metrics.csv, and the seconds it took.
package struct EpochResult: Hashable, Sendable {
  /// The epoch, from 1.
  package var epoch: Int
  package var step: Int
  /// The epoch's last.
  package var learningRate: Float
  package var train: PartMetrics
  package var validation: PartMetrics?
  /// nil if there is no test part.
  package var test: PartMetrics?
  /// SHA-256 of the weights at the end of the epoch, as 64 hex digits.
  package var weightsSHA256: String
  /// Wall seconds spent training and evaluating; never in metrics.csv.
  package var seconds: Double
  /// Training examples per second of wall time, without evaluation.
  package var examplesPerSecond: Double

  package init(
    epoch: Int, step: Int, learningRate: Float, train: PartMetrics, validation: PartMetrics?,
    test: PartMetrics?, weightsSHA256: String, seconds: Double, examplesPerSecond: Double
  ) {
    self.epoch = epoch
    self.step = step
    self.learningRate = learningRate
    self.train = train
    self.validation = validation
    self.test = test
    self.weightsSHA256 = weightsSHA256
    self.seconds = seconds
    self.examplesPerSecond = examplesPerSecond
  }
}

/// Means over the examples of one part of the data.
package struct PartMetrics: Hashable, Sendable {
  package var loss: Double
  /// nil for a regression.
  package var accuracy: Double?
  /// The metrics that the definition adds; none of the training part, which is not evaluated.
  package var further: [MetricQuantity: Double]

  package init(loss: Double, accuracy: Double?, further: [MetricQuantity: Double] = [:]) {
    self.loss = loss
    self.accuracy = accuracy
    self.further = further
  }

  /// Returns the value of a metric; nil if it was not measured.
  package func value(of quantity: MetricQuantity) -> Double? {
    switch quantity {
    case .loss: loss
    case .accuracy: accuracy
    case .macroF1, .balancedAccuracy, .top5Accuracy, .mae, .rmse, .r2: further[quantity]
    }
  }
}

/// The network's prediction for one test example.
package struct Prediction: Hashable, Sendable {
  /// The position in the data set's own test part.
  package var index: Int
  /// Class, or target value for a regression.
  package var label: Double
  package var prediction: Double
  /// The probability of the predicted class; nil for a regression. NaN if an output of the network
  /// is not a number; the prediction then counts as wrong.
  package var probability: Float?
  /// The targets after the first, if a regression has several and measures further metrics;
  /// otherwise empty.
  package var further: [TargetPrediction]

  package init(
    index: Int, label: Double, prediction: Double, probability: Float?,
    further: [TargetPrediction] = []
  ) {
    self.index = index
    self.label = label
    self.prediction = prediction
    self.probability = probability
    self.further = further
  }

  /// The probability of a class that another program predicted without saying how probable it is.
  package static let unknownProbability = Float.infinity

  /// Whether the network's outputs were numbers.
  package var isAnswered: Bool { !(probability?.isNaN ?? prediction.isNaN) }
}

/// The prediction of one target.
package struct TargetPrediction: Hashable, Sendable {
  package var label: Double
  package var prediction: Double

  package init(label: Double, prediction: Double) {
    self.label = label
    self.prediction = prediction
  }
}

/// How a training ended.
package enum TrainingOutcome: Hashable, Sendable {
  case finished
  /// The training was asked to stop. The last event was a `reachedCheckpoint` of this step.
  case stopped(step: Int)
  /// Numbers became NaN or infinite at this step (epoch from 1, batch from 1).
  case diverged(step: Int, epoch: Int, batch: Int, loss: Double, cause: DivergenceCause = .loss)
}

/// The value of a diverged training that is not finite.
package enum DivergenceCause: Hashable, Sendable {
  case loss
  /// The norm of the gradient, which `clip_norm` would use.
  case gradientNorm
  case weights

  /// `train_loss is nan`.
  ///
  /// - Parameter loss: the loss as it is printed.
  package func sentence(loss: String) -> String {
    switch self {
    case .loss: "train_loss is \(loss)"
    case .gradientNorm: "the norm of the gradient, which clip_norm needs, is not finite"
    case .weights: "a weight is not finite"
    }
  }
}
