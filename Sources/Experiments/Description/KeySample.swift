import JSON

/// Values for the keys of examples, in the help and in advice.
enum KeySample {
  /// A value that the key allows: its default, or a usual one.
  static func value(of key: KeyDescription) -> JSONValue {
    switch key.fallback {
    case .value(let value) where value != [:], .implied(let value): value
    default: byName(key) ?? value(of: key.kind)
    }
  }

  /// An object with the keys that must be given and those whose default is a single value.
  static func object(_ object: ObjectDescription) -> JSONValue {
    let optional = shownKeys[object.noun] ?? []
    var members: [String: JSONValue] = [:]
    for key in object.keys {
      switch key.fallback {
      case .required: members[key.name] = value(of: key)
      case .value(let value) where value.object == nil && value != "": members[key.name] = value
      default: if optional.contains(key.name) { members[key.name] = value(of: key) }
      }
    }
    return .object(members)
  }

  /// A value of this kind.
  static func value(of kind: ValueKind) -> JSONValue {
    switch kind {
    case .boolean: true
    case .integer(let range), .size(let range):
      .integer(min(max(1, range.lowerBound), range.upperBound))
    case .number(let range):
      .number(range.contains(0.1) ? 0.1 : range.contains(1) ? 1 : range.lower)
    case .text, .name: "stem"
    case .word(let word, _): .string(word)
    case .choice(let choice): .string(choice.names[0])
    case .range: [0, 1000]
    case .list(let element, _, let count):
      .array(Array(repeating: value(of: element), count: max(1, count.lowerBound)))
    case .object(let object): Self.object(object)
    case .variants(let variants): Self.object(variants.objects[0])
    case .either(let first, _): value(of: first)
    case .keyed(_, _, let other): value(of: other)
    }
  }

  /// The usual value of a key whose name says what it is; nil if its kind has to do.
  private static func byName(_ key: KeyDescription) -> JSONValue? {
    let candidates = (usual[key.name] ?? [])
    return candidates.first { value in
      var checker = DefinitionChecker(for: .training)
      _ = checker.complete(value, as: key.kind, at: JSONPath(key.name))
      return checker.diagnostics.isEmpty
    }
  }

  /// Optional keys that an example is clearer with, by the object.
  private static let shownKeys: [String: [String]] = [
    "csv": ["label", "split"], "image_folder": ["split"], "npy": ["split"],
    "dataset.subset": ["train", "test"], "dataset.augment": ["shift", "flip"],
    "dataset.split": ["test", "stratified"],
  ]

  /// For keys of one name in several objects, the first that fits counts.
  private static let usual: [String: [JSONValue]] = [
    "architecture": [
      [
        ["type": "conv2d", "out_channels": 16, "kernel_size": 3], ["type": "relu"],
        ["type": "flatten"], ["type": "linear", "out_features": 10],
      ]
    ],
    "layers": [[["type": "conv2d", "out_channels": 16, "kernel_size": 3], ["type": "relu"]]],
    "repeat": [3], "out_channels": [16], "kernel_size": [3], "out_features": [10],
    "num_groups": [4], "with": ["stem"], "epochs": [10], "batch_size": [32], "patience": [5],
    "metric": ["validation_loss"], "metrics": [["macro_f1"]], "decay": [0.999],
    "train": [[0, 10000], "train.csv", ["x": "x_train", "y": "y_train"]],
    "test": [0.2, [0, 2000], "test.csv", ["x": "x_test", "y": "y_test"]],
    "validation": [0.1, [10000, 12000]], "split": [["test": 0.2]], "label": ["species"],
    "path": ["pictures"], "file": ["arrays.npz"], "size": [[64, 64]], "count": [5, 500],
    "index": [0], "train_images": ["train-images-idx3-ubyte"],
    "train_labels": ["train-labels-idx1-ubyte"], "test_images": ["t10k-images-idx3-ubyte"],
    "test_labels": ["t10k-labels-idx1-ubyte"], "train_x": ["x_train.npy"],
    "train_y": ["y_train.npy"], "step_size": [1000], "milestones": [[1000, 2000]],
    "max_rate": [0.1], "extends": ["lenet5-sgd"], "$schema": ["./schema.json"],
    "group": ["patient"], "ignore": [["id"]], "inputs": [["width", "height"]],
    "missing_words": [["?"]], "comment": ["#"], "shape": [[1, 28, 28]], "scale": [255, 0.1],
    "categories": [["colour"], "auto"], "input": ["stem"], "classes": ["auto", 10],
    "log_every_steps": [100], "every_steps": [1000], "shift": [2], "rotate": [10],
    "crop": [4], "cutout": [8], "flip": ["horizontal"], "clip_norm": [1],
    "dataset": [["name": "mnist"]],
    "loss": [["type": "softmax_cross_entropy"]],
    "optimizer": [["type": "sgd", "learning_rate": 0.01]],
    "schedule": [["type": "cosine"]],
    "training": [["epochs": 10, "batch_size": 32]], "std": [0.1],
  ]
}
