import Datasets

extension FirstPlan {
  /// Whether a convolution over two axes suits the examples.
  var isImage: Bool { shape.count == 3 && shape[1] >= 4 && shape[2] >= 4 }

  /// The layers, first to last.
  var layers: [OrderedJSON] { isImage ? convolutions : dense }

  /// The values that the network returns.
  private var outputs: Int { target.classCount ?? target.valueCount ?? 1 }

  /// Blocks of a convolution, batch normalisation and a halving of the size, as long as at least 3
  /// pixels are left.
  private var convolutions: [OrderedJSON] {
    var layers: [OrderedJSON] = []
    var side = min(shape[1], shape[2])
    var channels = 16
    repeat {
      layers += [
        [
          "type": "conv2d", "out_channels": .integer(channels), "kernel_size": 3,
          "padding": "same", "bias": false,
        ],
        ["type": "batch_norm"], ["type": "relu"],
        ["type": "max_pool2d", "kernel_size": 2, "stride": 2],
      ]
      side /= 2
      channels = min(64, 2 * channels)
    } while side / 2 >= 3
    return layers + [
      ["type": "flatten"], linear(64), ["type": "relu"], ["type": "dropout", "p": 0.25],
      linear(outputs),
    ]
  }

  private var dense: [OrderedJSON] {
    let width = trainCount < 1000 ? 32 : 128
    return (shape.count > 1 ? [["type": "flatten"]] : [])
      + [linear(width), ["type": "relu"], linear(width / 2), ["type": "relu"], linear(outputs)]
  }

  private func linear(_ width: Int) -> OrderedJSON {
    ["type": "linear", "out_features": .integer(width)]
  }
}
