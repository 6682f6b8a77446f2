import JSON

let initialWeightsDescription = ObjectDescription(
  noun: "init_from",
  keys: [
    KeyDescription(
      "file", .text, .none,
      "The path of a safetensors file, from the workspace. It is read when the run starts."),
    KeyDescription("run", .text, .none, "The run to take the weights of."),
    KeyDescription(
      "checkpoint", .text, .derived("best, with run"),
      "The checkpoint of the run: best, latest or step-N."),
    KeyDescription(
      "layers",
      .list(of: .either(.name, .integer(0...999)), noun: "layer", count: 1...1000), .none,
      "The layers to take weights for, each by its name or by its index from 0 with repetitions "
        + "written out. Without it, all."),
  ])
