import Experiments
import Testing

struct MetricTests {
  @Test(arguments: [
    "accuracy", "train_accuracy", "train_acc_epoch", "val_acc", "val_f1_macro", "test/f1-score",
    "metrics/mAP50(B)", "metrics/mAP50-95(M)", "metrics/accuracy_top1", "val_auc", "Recall",
  ])
  func `a known name says that higher values are better`(name: String) {
    #expect(Metric(name).direction == .higher)
  }

  @Test(arguments: [
    "loss", "train_loss_step", "train/box_loss", "val/dfl_loss", "eval_loss", "val_rmse", "MAE",
    "validation_loss", "test error rate",
  ])
  func `a known name says that lower values are better`(name: String) {
    #expect(Metric(name).direction == .lower)
  }

  @Test(arguments: [
    "val_dice", "bleu", "psnr", "reward", "acc1", "brier_score", "fid_score", "error_top1",
    "calibration_score", "score", "my_loss", "not_accuracy", "lossless", "val_", "", "_epoch",
    "lr/pg0", "grad_norm",
  ])
  func `nothing is guessed from a part of a name`(name: String) {
    #expect(Metric(name).direction == nil)
  }

  @Test(arguments: [
    ("train_loss", Metric.Split.train, "loss"), ("val/box_loss", .validation, "box_loss"),
    ("eval_f1_macro", .validation, "f1"), ("test_acc_step_epoch", .test, "acc"),
    ("metrics/mAP50-95(B)", nil, "map50_95"), ("latest", nil, "latest"),
  ])
  func `a name has a split and a quantity`(name: String, split: Metric.Split?, quantity: String) {
    #expect(Metric(name).split == split && Metric(name).quantity == quantity)
  }

  @Test func `bench's own metrics are known by their names`() {
    for metric in MetricName.allCases {
      #expect(Metric(metric.rawValue).direction == metric.direction)
    }
  }

  @Test(arguments: [
    ("val_dice=higher", MetricStatement(name: "val_dice", direction: .higher)),
    ("a=b=lower", MetricStatement(name: "a=b", direction: .lower)),
    ("val_dice", nil), ("val_dice=up", nil), ("=higher", nil), ("higher", nil),
  ])
  func `a statement ends in a direction`(text: String, expected: MetricStatement?) {
    #expect(MetricStatement(text) == expected)
  }

  @Test func `shares of right answers lie between 0 and 1`() {
    #expect(Metric("val_acc").isShare([0, 0.5, 1, .nan]))
    #expect(!Metric("val_acc").isShare([0.5, 93.1]))
    #expect(!Metric("val_loss").isShare([0.5]))
  }
}
