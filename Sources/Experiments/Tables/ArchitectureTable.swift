import Engine
import JSON

/// The key that makes an element of a list of layers a repetition.
let repeatKey = "repeat"

/// An element of a list of layers: a layer, or a repetition of several.
let layerKind: ValueKind = .keyed(
  repeatKey, { repeatDescription },
  otherwise: .variants(LayerConfiguration.variants.description))

/// `{"repeat": 3, "layers": [...]}`.
let repeatDescription: ObjectDescription = .init(
  noun: repeatKey,
  keys: [
    KeyDescription(
      repeatKey, .integer(1...1000), .required,
      "How many copies of the layers to put one after the other."),
    KeyDescription(
      "layers", .list(of: layerKind, noun: "layer", count: 1...1000), .required,
      "The layers of a copy. In them \"block_input\" names the input of the copy, and names belong "
        + "to the copy."),
  ])
