import Datasets
import Engine
import Experiments
import JSON
import Testing

struct LossDefinitionTests {
  @Test(arguments: [
    (#"{"type": "huber"}"#, LossConfiguration(.huber(delta: 1))),
    (#"{"type": "huber", "delta": 0.5}"#, LossConfiguration(.huber(delta: 0.5))),
    (#"{"type": "l1", "reduction": "sum"}"#, LossConfiguration(.l1, reduction: .sum)),
    (
      #"{"type": "binary_cross_entropy_with_logits"}"#,
      LossConfiguration(.binaryCrossEntropyWithLogits(positiveWeight: 1))
    ),
    (
      #"{"type": "binary_cross_entropy_with_logits", "pos_weight": 3}"#,
      LossConfiguration(.binaryCrossEntropyWithLogits(positiveWeight: 3))
    ),
  ])
  func `losses have PyTorch's defaults`(text: String, loss: LossConfiguration) throws {
    #expect(try resolved(sample(), set: ["loss=\(text)"]).loss == loss)
  }

  @Test func `classes may be weighted and labels smoothed`() throws {
    let weights = (1...10).map(Double.init)
    let list = try resolved(sample(), set: ["loss.class_weights=[1,2,3,4,5,6,7,8,9,10]"]).loss
    #expect(list.classWeights == .list(weights) && list.labelSmoothing == 0)
    let settings = [#"loss.class_weights="balanced""#, "loss.label_smoothing=0.1"]
    let balanced = try resolved(sample(), set: settings).loss
    #expect(balanced.classWeights == .balanced && balanced.labelSmoothing == 0.1)
  }

  @Test func `keys that change nothing are not written`() throws {
    let plain = try resolved(sample()).definition
    #expect(plain["loss"] == ["reduction": "mean", "type": "softmax_cross_entropy"])
    for setting in ["loss.label_smoothing=0", "loss.class_weights=null"] {
      #expect(try resolved(sample(), set: [setting]).definition == plain)
    }
    let smoothed = try resolved(sample(), set: ["loss.label_smoothing=0.25"]).definition
    #expect(smoothed["loss"]?["label_smoothing"] == 0.25)
  }

  @Test(arguments: [
    (
      "class_weights=[1,2,3]",
      "class_weights=[1,2,3]: must have 10 weights, one for each class, not 3"
    ),
    ("class_weights=[1]", "must have 2 to 65536 weights, not 1"),
    ("class_weights=[1,0]", "loss.class_weights.1: must be greater than 0, not 0"),
    (#"class_weights="even""#, #"must be a list of weights or "balanced", not "even""#),
    ("label_smoothing=1.5", "must be from 0 to 1, not 1.5"),
  ])
  func `wrong weights are refused with their path`(setting: String, problem: String) throws {
    let complaint = try #require(try complaint(sample(), set: ["loss.\(setting)"]))
    #expect(complaint.contains(problem), "\(complaint)")
  }

  @Test(arguments: [
    (#"{"type":"mse","class_weights":"balanced"}"#, "loss (mse) has no 'class_weights'"),
    (#"{"type":"huber","delta":0}"#, "loss.delta: must be greater than 0, not 0"),
  ])
  func `keys of other losses, and deltas of 0, are refused`(loss: String, problem: String) throws {
    let complaint = try #require(try complaint(sample(), set: ["loss=\(loss)"]))
    #expect(complaint.contains(problem), "\(complaint)")
  }

  @Test func `wrong weights of a file are found and expected by their path`() throws {
    let text = sample(
      replacing: "\"softmax_cross_entropy\"",
      with: "\"softmax_cross_entropy\", \"class_weights\": [1, 2]")
    #expect(
      try complaint(text)?.contains(
        "loss.class_weights: must have 10 weights, one for each class, not 2") == true)
  }

  @Test(arguments: ["sigmoid", "softmax"])
  func `logits come after no function that the loss applies itself`(type: String) throws {
    let text = sample(
      replacing: "\"out_features\": 10 }", with: "\"out_features\": 10 }, {\"type\": \"\(type)\"}")
    let complaint = try #require(
      try complaint(text, set: [#"loss.type="binary_cross_entropy_with_logits""#]))
    #expect(
      complaint.contains(
        "binary_cross_entropy_with_logits has its own \(type), but the last layer, architecture.5, "
          + "is \(type)"), "\(complaint)")
    #expect(complaint.contains("remove that layer, or use binary_cross_entropy"))
  }

  @Test(arguments: ["binary_cross_entropy_with_logits", "l1", "huber", "mse"], [1, 2])
  func `two classes take one output or two`(loss: String, outputs: Int) throws {
    let text = """
      {"dataset": {"name": "xor"},
       "architecture": [{"type": "linear", "out_features": \(outputs)}],
       "loss": {"type": "\(loss)"}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 4}}
      """
    #expect(try complaint(text) == nil)
  }
}
