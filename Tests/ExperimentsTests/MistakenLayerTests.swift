import Experiments
import Testing

/// Layers that cannot be, or not there.
struct MistakenLayerTests {
  @Test(arguments: [
    ("{ \"tpye\": \"relu\" }", "architecture.1.tpye: unknown key"),
    ("{ \"kernel_size\": 2 }", "architecture.1.type: missing, must be one of conv2d, "),
    ("{ \"type\": \"relu\", \"p\": 1 }", "architecture.1.p: unknown key"),
    ("{ \"type\": \"dropout\", \"p\": 1 }", "must be from 0 to less than 1, not 1"),
    ("{ \"type\": \"dropout\", \"prob\": 0.5 }", "did you mean p? dropout takes p"),
    ("{ \"type\": \"batch_norm\", \"epsilon\": 1 }", "did you mean eps?"),
    ("{ \"type\": \"batch_norm\", \"momentum\": 2 }", "must be from 0 to 1, not 2"),
    (
      "{ \"type\": \"softmax\" }",
      "softmax needs a vector, not an input of 6x24x24; put flatten before it"
    ),
    ("{ \"type\": \"group_norm\" }", "num_groups: missing, must be an integer from 1 to 1048576"),
    (
      "{ \"type\": \"group_norm\", \"num_groups\": 4 }",
      "architecture.1.num_groups: 4 is no divisor of the 6 channels of 6x24x24"
    ),
    ("{ \"type\": \"group_norm\", \"num_groups\": 4 }", "use num_groups 3"),
    ("3", "architecture.1: must be an object with \"type\", not 3"), ("null", "not null"),
    ("{ \"type\": 3 }", "architecture.1.type: must be one of conv2d, "),
    (
      "{ \"type\": \"avg_pool2d\", \"kernel_size\": \"2\" }",
      "an integer from 1 to 1024 or [height, width], not \"2\""
    ),
    ("{ \"type\": \"avg_pool2d\", \"kernel_size\": 0 }", "must be from 1 to 1024, not 0"),
    (
      "{ \"type\": \"avg_pool2d\", \"kernel_size\": 2.5 }",
      "an integer from 1 to 1024 or [height, width], not 2.5"
    ),
    ("{ \"type\": \"linear\", \"out_features\": 3 }", "put flatten before it"),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 1, \"kernel_size\": 1, \"padding\": \"smae\" }",
      "must be an integer from 0 to 1024 or [height, width] or \"same\", not \"smae\""
    ),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 65536, \"kernel_size\": 1 }",
      "an output of 65536x24x24 is more than 16777216 values an example"
    ),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 65536, \"kernel_size\": 1, \"stride\": 24 }, "
        + "{ \"type\": \"conv2d\", \"out_channels\": 65536, \"kernel_size\": 1 }",
      "architecture.2: the network has more than 1073741824 parameters"
    ),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 1, \"kernel_size\": 1, \"init\": \"normal\" }",
      "architecture.1.init: \"normal\" needs std"
    ),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 1, \"kernel_size\": 1, \"init\": \"he\" }",
      "did you mean \"kaiming_normal\"?"
    ),
    (
      "{ \"type\": \"conv2d\", \"out_channels\": 1, \"kernel_size\": 1, "
        + "\"init\": {\"type\": \"normal\", \"std\": 0} }",
      "architecture.1.init.std: must be greater than 0, not 0"
    ),
  ])
  func `a mistaken layer is refused`(layer: String, problem: String) throws {
    let text = try complaint(sample(replacing: "{ \"type\": \"relu\" }", with: layer))
    #expect(try #require(text).contains(problem))
  }
}
