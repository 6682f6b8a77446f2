import Experiments
import JSON
import Testing

@Suite struct FurtherMetricsDefinitionTests {
  private static let values = """
    {
      "dataset": { "name": "linear_regression" },
      "architecture": [{ "type": "linear", "out_features": 1 }],
      "loss": { "type": "mse" }, "optimizer": { "type": "sgd", "learning_rate": 0.1 },
      "training": { "epochs": 2, "batch_size": 32 }
    }
    """

  @Test func `columns are added behind the old ones, in a fixed order`() throws {
    let experiment = try resolved(
      sample(), set: [#"training.metrics=["top5_accuracy", "macro_f1"]"#])
    #expect(
      experiment.metrics == [
        .trainLoss, .trainAccuracy, .testLoss, .testAccuracy, .testMacroF1, .testTop5Accuracy,
      ])
    let parts = try resolved(
      sample(),
      set: [
        #"training.metrics=["balanced_accuracy"]"#, "dataset.subset.validation=[600,700]",
      ])
    #expect(
      parts.metrics.suffix(4) == [
        .testLoss, .testAccuracy, .validationBalancedAccuracy, .testBalancedAccuracy,
      ])
    let regression = try resolved(Self.values, set: [#"training.metrics=["r2","mae"]"#])
    #expect(regression.metrics == [.trainLoss, .testLoss, .testMAE, .testR2])
    #expect(try resolved(Self.values).metrics == [.trainLoss, .testLoss])
  }

  @Test func `without metrics the resolved definition is the old one`() throws {
    let old = try resolved(sample()).definition
    #expect(try resolved(sample(), set: ["training.metrics=[]"]).definition == old)
    #expect(old["training"]?["metrics"] == nil)
  }

  @Test(arguments: [
    (
      #"["macro_f1", "mae"]"#, [String](),
      """
      training.metrics.1: mae is of predicted values, but these data have classes
        for classes there are macro_f1, balanced_accuracy, top5_accuracy
      """
    ),
    (
      #"["macro_f1", "macro_f1"]"#, [],
      """
      training.metrics.1: macro_f1 is there twice
        name each metric once
      """
    ),
    (
      #"["macro_f2"]"#, [],
      """
      training.metrics.0: unknown metric "macro_f2"
        did you mean "macro_f1"?
      """
    ),
    (
      #"["macro_f1"]"#, ["checkpoint.best=\"test_r2\""],
      """
      test_r2 is not of a classification
        this definition has train_loss, train_accuracy, test_loss, test_accuracy, test_macro_f1
      """
    ),
    (
      #"["macro_f1"]"#, [#"checkpoint.best="test_top5_accuracy""#],
      """
      test_top5_accuracy is not measured
        add "top5_accuracy" to training.metrics
      """
    ),
    (
      #"["macro_f1"]"#,
      [#"training.early_stopping={"metric": "validation_macro_f1", "patience": 1}"#],
      """
      validation_macro_f1 needs dataset.subset.validation
      """
    ),
  ])
  func `what the data cannot have is refused with a way out`(
    metrics: String, others: [String], expected: String
  ) throws {
    let settings = ["training.metrics=\(metrics)"] + others
    let text = try #require(try complaint(sample(), set: settings))
    #expect(expected.split(separator: "\n").allSatisfy { text.contains($0) }, "\(text)")
  }

  @Test func `a regression has no metrics of classes, and five classes no top 5`() throws {
    let text = try #require(
      try complaint(Self.values, set: [#"training.metrics=["macro_f1"]"#]))
    #expect(text.contains("macro_f1 is of predicted classes, but these data have values"))
    #expect(text.contains("for values there are mae, rmse, r2"))
    let xor = """
      {
        "dataset": { "name": "xor" },
        "architecture": [{ "type": "linear", "out_features": 2 }],
        "loss": { "type": "softmax_cross_entropy" },
        "optimizer": { "type": "sgd", "learning_rate": 0.1 },
        "training": { "epochs": 2, "batch_size": 4, "metrics": ["macro_f1", "top5_accuracy"] }
      }
      """
    let few = try #require(try complaint(xor))
    #expect(
      few.contains(
        "training.metrics.1: top5_accuracy of 2 classes is always 1; it needs 6 or more"),
      "\(few)")
  }

  @Test func `early stopping knows which values of each are better`() throws {
    for (metric, mode) in [("macro_f1", EarlyStopping.Mode.max), ("top5_accuracy", .max)] {
      let experiment = try resolved(
        sample(),
        set: [
          "training.metrics=[\"\(metric)\"]",
          #"training.early_stopping={"metric": "test_\#(metric)", "patience": 1}"#,
        ])
      #expect(experiment.training.earlyStopping?.mode == mode)
      #expect(experiment.checkpoint.best.rawValue == "test_\(metric)")
    }
    for (metric, mode) in [("mae", EarlyStopping.Mode.min), ("rmse", .min), ("r2", .max)] {
      let experiment = try resolved(
        Self.values,
        set: [
          "training.metrics=[\"\(metric)\"]",
          #"training.early_stopping={"metric": "test_\#(metric)", "patience": 1}"#,
        ])
      #expect(experiment.training.earlyStopping?.mode == mode)
    }
  }
}
