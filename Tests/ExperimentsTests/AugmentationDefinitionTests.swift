import Datasets
import Experiments
import JSON
import Testing

struct AugmentationDefinitionTests {
  private static let plain: JSONValue = ["shift": 0, "rotate": 0, "scale": 0]

  @Test(arguments: [
    (#"{"flip": "horizontal"}"#, Augmentation(flip: .horizontal)),
    (#"{"flip": "both", "crop": 4, "cutout": 8}"#, Augmentation(flip: .both, crop: 4, cutout: 8)),
    (#"{"shift": 1, "mixup": 0.2}"#, Augmentation(shift: 1, mixup: 0.2)),
    (#"{"mixup": 1, "cutmix": 1000}"#, Augmentation(mixup: 1, cutmix: 1000)),
  ])
  func `images are changed as the definition says`(text: String, expected: Augmentation) throws {
    let resolved = try resolved(sample(), set: ["dataset.augment=\(text)"])
    #expect(resolved.dataset.augmentation == expected)
  }

  @Test func `keys that change nothing are not written`() throws {
    for text in ["{}", #"{"flip": null, "crop": 0, "cutout": 0, "mixup": null, "cutmix": null}"#] {
      let definition = try resolved(sample(), set: ["dataset.augment=\(text)"]).definition
      #expect(definition["dataset"]?["augment"] == Self.plain)
    }
    let cropped = try resolved(sample(), set: [#"dataset.augment={"crop": 4}"#]).definition
    #expect(
      cropped["dataset"]?["augment"] == ["shift": 0, "rotate": 0, "scale": 0, "crop": 4])
  }

  @Test(arguments: [
    (
      #"{"flip": "sideways"}"#,
      """
      augment.flip: unknown flip "sideways"
        one of horizontal, vertical, both
      """
    ),
    (#"{"crop": 1.5}"#, "augment.crop: must be an integer from 0 to 1024, not 1.5"),
    (#"{"cutout": -1}"#, "augment.cutout: must be from 0 to 1024, not -1"),
    (#"{"mixup": 0}"#, "augment.mixup: must be greater than 0 and at most 1000, not 0"),
    (#"{"cutmix": 1001}"#, "augment.cutmix: must be greater than 0 and at most 1000, not 1001"),
    (#"{"cut_mix": 1}"#, "did you mean dataset.augment.cutmix?"),
  ])
  func `wrong values are refused with their path`(text: String, problem: String) throws {
    let complaint = try #require(try complaint(sample(), set: ["dataset.augment=\(text)"]))
    #expect(complaint.contains(problem), "\(complaint)")
  }

  @Test(arguments: [
    (#"{"type": "mse"}"#, "mse"), (#"{"type": "huber"}"#, "huber"),
    (#"{"type": "binary_cross_entropy_with_logits"}"#, "binary_cross_entropy_with_logits"),
  ])
  func `a loss of values is refused where examples are mixed`(loss: String, name: String) throws {
    for key in ["mixup", "cutmix"] {
      let text = sample(
        replacing: #""name": "mnist","#, with: #""name": "mnist", "augment": {"\#(key)": 1},"#)
      let complaint = try #require(try complaint(text, set: ["loss=\(loss)"]))
      #expect(
        complaint.contains(
          "dataset.augment.\(key): \(key) needs a loss of class labels, and \(name) is one of values"
        )
          && complaint.contains(
            "\n  use softmax_cross_entropy, softmax_binary_cross_entropy or nll"),
        "\(complaint)")
    }
    #expect(try complaint(sample(), set: [#"dataset.augment={"crop": 1}"#, "loss=\(loss)"]) == nil)
  }

  @Test(arguments: [
    #"{"type": "softmax_binary_cross_entropy"}"#,
    #"{"type": "softmax_cross_entropy", "label_smoothing": 0.1, "class_weights": "balanced"}"#,
  ])
  func `losses of labels take mixed examples`(loss: String) throws {
    let settings = [#"dataset.augment={"mixup": 1}"#, "loss=\(loss)"]
    #expect(try complaint(sample(), set: settings) == nil)
  }
}
