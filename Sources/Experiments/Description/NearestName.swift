package import Datasets

/// Returns the names that `name` was probably meant to be, all equally near, in their order: by
/// habit from other tools, else by edit distance, else by their start; empty if none is near.
package func nearestNames(to name: String, among names: [String]) -> [String] {
  let lowered = name.lowercased()
  if let habit = habitualNames(for: name).first(where: names.contains) { return [habit] }
  let wanted = Array(lowered.utf8)
  guard wanted.count <= 100 else { return [] }
  let near = Set(names).compactMap { name -> (name: String, distance: Int)? in
    let most = max(1, min(wanted.count, name.utf8.count) / 3)
    // The distance is at least the difference of the lengths.
    guard abs(wanted.count - name.utf8.count) <= most else { return nil }
    let distance = distance(wanted, Array(name.lowercased().utf8))
    return distance <= most ? (name, distance) : nil
  }
  if let least = near.map(\.distance).min() {
    return near.filter { $0.distance == least }.map(\.name).sorted()
  }
  return Set(names).filter { wanted.count > 2 && $0.hasPrefix(lowered) }.sorted()
}

/// Returns the question `did you mean A, B or C?`, with three names if there are more than four;
/// nil if there are none.
package func didYouMean(_ names: [String]) -> String? {
  guard let last = names.last else { return nil }
  let named = names.count > 4 ? names.prefix(3) : names.dropLast()
  let end = names.count > 4 ? "\(names.count - 3) others" : last
  return "did you mean " + (named.isEmpty ? "" : named.joined(separator: ", ") + " or ") + end + "?"
}

/// Returns the question whether one of these names was meant, followed by other advice.
package func didYouMean(_ names: [String], then rest: Remedy) -> Remedy {
  didYouMean(names).map { $0 + " " + rest } ?? rest
}

/// Returns the names for another tool's key, the most usual first.
func habitualNames(for name: String) -> [String] { habits[name.lowercased()] ?? [] }

/// The keys of other tools, and their names here.
private let habits: [String: [String]] = [
  "accuracy": ["test_accuracy"],
  "activation": ["relu"],
  "adaptiveavgpool2d": ["adaptive_avg_pool2d"],
  "augmentation": ["augment"],
  "average_pool": ["avg_pool2d"],
  "avgpool": ["avg_pool2d"],
  "avgpool1d": ["avg_pool1d"],
  "avgpool2d": ["avg_pool2d"],
  "batch": ["batch_size"],
  "batch_normalization": ["batch_norm"],
  "batchnorm": ["batch_norm"],
  "batchnorm1d": ["batch_norm"],
  "batchnorm2d": ["batch_norm"],
  "bce": ["binary_cross_entropy"],
  "bce_with_logits": ["binary_cross_entropy_with_logits"],
  "binary_crossentropy": ["binary_cross_entropy"],
  "bs": ["batch_size"],
  "categorical_crossentropy": ["softmax_cross_entropy"],
  "ce": ["softmax_cross_entropy"],
  "channels": ["out_channels", "out_features"],
  "clip": ["clip_norm"],
  "clip_grad_norm": ["clip_norm"],
  "clipnorm": ["clip_norm"],
  "conv": ["conv2d"],
  "convolution": ["conv2d"],
  "cosine_annealing": ["cosine"],
  "criterion": ["loss"],
  "cross_entropy": ["softmax_cross_entropy"],
  "crossentropy": ["softmax_cross_entropy"],
  "data": ["dataset"],
  "degrees": ["rotate"],
  "dense": ["linear"],
  "dilation_rate": ["dilation"],
  "dropout_rate": ["p"],
  "early_stop": ["early_stopping"],
  "ema_decay": ["ema"],
  "end_lr": ["end_rate"],
  "epoch": ["epochs"],
  "epsilon": ["eps"],
  "eta_min": ["min_rate"],
  "fc": ["linear"],
  "features": ["out_features"],
  "filters": ["out_channels", "out_features"],
  "fully_connected": ["linear"],
  "global_average_pooling": ["adaptive_avg_pool2d"],
  "global_avg_pool": ["adaptive_avg_pool2d"],
  "glorot": ["xavier_uniform"],
  "glorot_uniform": ["xavier_uniform"],
  "he": ["kaiming_normal"],
  "he_normal": ["kaiming_normal"],
  "initial_lr": ["learning_rate"],
  "kernel": ["kernel_size"],
  "kernel_initializer": ["init"],
  "l2": ["weight_decay"],
  "l1_loss": ["l1"],
  "layers": ["architecture"],
  "lr": ["learning_rate"],
  "lr_scheduler": ["schedule"],
  "mae": ["l1"],
  "max_epochs": ["epochs"],
  "max_lr": ["max_rate"],
  "max_norm": ["clip_norm"],
  "maxpool": ["max_pool2d"],
  "maxpool1d": ["max_pool1d"],
  "maxpool2d": ["max_pool2d"],
  "mean_squared_error": ["mse"],
  "min_lr": ["min_rate"],
  "model": ["architecture"],
  "monitor": ["metric"],
  "multistep": ["multi_step"],
  "negative_log_likelihood": ["nll"],
  "network": ["architecture"],
  "nll_loss": ["nll"],
  "normalization": ["normalize"],
  "num_epochs": ["epochs"],
  "onecycle": ["one_cycle"],
  "optim": ["optimizer"],
  "pad": ["padding"],
  "pct_start": ["start_fraction"],
  "pool_size": ["kernel_size"],
  "prob": ["p"],
  "probability": ["p"],
  "random_seed": ["seed"],
  "rate": ["learning_rate", "p"],
  "reduce_lr_on_plateau": ["plateau"],
  "reducelronplateau": ["plateau"],
  "rho": ["alpha"],
  "rotation": ["rotate"],
  "scheduler": ["schedule"],
  "size": ["kernel_size", "out_features"],
  "smooth_l1": ["huber"],
  "standardize": ["standard"],
  "swish": ["silu"],
  "translate": ["shift"],
  "units": ["out_features", "out_channels"],
  "use_bias": ["bias"],
  "val": ["validation"],
  "val_acc": ["validation_accuracy"],
  "val_accuracy": ["validation_accuracy"],
  "val_loss": ["validation_loss"],
  "warmup": ["warmup_steps"],
  "wd": ["weight_decay"],
  "xavier": ["xavier_uniform"],
  "zero": ["zeros"],
  "zoom": ["scale"],
]

/// The least number of insertions, deletions, substitutions and swaps of neighbours that turn one
/// into the other (optimal string alignment).
private func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
  var before: [Int] = []
  var previous = Array(0...right.count)
  for row in 0..<left.count {
    var current = [row + 1]
    for column in 0..<right.count {
      let substitution = previous[column] + (left[row] == right[column] ? 0 : 1)
      var least = min(substitution, previous[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
        least = min(least, before[column - 1] + 1)
      }
      current.append(least)
    }
    (before, previous) = (previous, current)
  }
  return previous[right.count]
}
