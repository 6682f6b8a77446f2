/// What the name of a metric's column means: the part of the data, the quantity, and which values
/// are better.
///
/// The name is compared with a fixed list. Letter case does not matter, and blanks, `-`, `.` and
/// `/` count as `_`. First `metrics_` and then the name of a part (`train_`, `val_`, `test_`, …)
/// are removed from the front, and any of `_epoch`, `_step`, `_macro`, `_micro`, `_weighted`,
/// `(B)`, `(M)` and `(P)` from the end. The rest must be on the list as a whole: `val_f1_macro` is
/// an F1 score, but nothing is known about `brier_score` or `error_top1`.
package struct Metric: Hashable, Sendable {
  /// The part of the data a metric is measured on.
  package enum Split: String, Hashable, Sendable {
    case train
    case validation
    case test
  }

  /// The column's name.
  package let name: String
  /// nil if the name does not say.
  package let split: Split?
  /// The name without split and endings: `accuracy`, `map50`.
  package let quantity: String

  package init(_ name: String) {
    self.name = name
    var rest = String(name.lowercased().map { " -./".contains($0) ? "_" : $0 })[...]
    if rest.hasPrefix("metrics_") { rest = rest.dropFirst("metrics_".count) }
    let part = Self.prefixes.first { rest.hasPrefix($0.text) }
    split = part?.split
    rest = rest.dropFirst(part?.text.count ?? 0)
    while let ending = Self.endings.first(where: { rest.hasSuffix($0) }) {
      rest = rest.dropLast(ending.count)
    }
    quantity = String(rest)
  }

  /// Which values are better; nil if the name is not on the list.
  package var direction: MetricDirection? {
    if Self.higher.contains(quantity) { return .higher }
    return Self.lower.contains(quantity) ? .lower : nil
  }

  /// Whether these values are accuracies between 0 and 1, whose differences are given in percentage
  /// points. Other programs also write percentages.
  package func isShare(_ values: [Double]) -> Bool {
    (quantity == "accuracy" || quantity == "acc")
      && values.allSatisfy { !$0.isFinite || (0...1).contains($0) }
  }

  private static let prefixes: [(text: String, split: Split)] = [
    ("train_", .train), ("training_", .train), ("val_", .validation), ("valid_", .validation),
    ("validation_", .validation), ("eval_", .validation), ("dev_", .validation), ("test_", .test),
  ]

  private static let endings = [
    "_epoch", "_step", "_macro", "_micro", "_weighted", "(b)", "(m)", "(p)",
  ]

  /// The names of Keras and scikit-learn, and those of Ultralytics' results.csv.
  private static let higher: Set = [
    "acc", "accuracy", "accuracy_top1", "accuracy_top5", "auc", "auroc", "balanced_accuracy",
    "binary_accuracy", "categorical_accuracy", "f1", "f1_score", "iou", "macro_f1", "map", "map50",
    "map50_95", "mean_iou", "miou", "precision", "r2", "r2_score", "recall", "roc_auc",
    "sparse_categorical_accuracy", "top1_accuracy", "top5_accuracy",
  ]

  private static let lower: Set = [
    "binary_crossentropy", "box_loss", "categorical_crossentropy", "cls_loss", "cross_entropy",
    "dfl_loss", "error", "error_rate", "log_loss", "logloss", "loss", "mae", "mape",
    "mean_absolute_error", "mean_squared_error", "mlogloss", "mse", "nll", "obj_loss",
    "perplexity", "pose_loss", "rmse", "root_mean_squared_error", "seg_loss",
    "sparse_categorical_crossentropy",
  ]
}
