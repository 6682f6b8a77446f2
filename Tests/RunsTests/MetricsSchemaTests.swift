import Runs
import Testing

/// What the columns of metrics.csv mean.
struct MetricsSchemaTests {
  @Test func `a header says which columns are metrics, and where each is`() {
    let schema = MetricsSchema(header: ["step", "loss", "weights_digest", "epoch", "val_dice"])
    #expect(schema.metricNames == ["loss", "val_dice"])
    #expect(schema.position(of: .epoch) == 3 && schema.position(of: .step) == 0)
    #expect(schema.position(of: .metric("val_dice")) == 4)
    #expect(
      schema.position(of: .learningRate) == nil && schema.position(of: .metric("dice")) == nil)
    #expect(schema.names == ["step", "loss", "weights_digest", "epoch", "val_dice"])
  }

  @Test(arguments: ["epoch", "step", "learning_rate", "weights_digest", "test_loss", ""])
  func `a column has the name it was read by`(name: String) {
    #expect(MetricsSchema.Column(name).name == name)
  }

  @Test func `a learning rate is a column of numbers, but no metric`() throws {
    let text = "learning_rate,epoch,test_loss\n0.5,1,0.25\n"
    let table = try MetricsTable(parsing: Array(text.utf8))
    #expect(table.metricNames == ["test_loss"] && !table.hasMetric("learning_rate"))
    #expect(table.values(of: "learning_rate") == [0.5] && table.values(of: "test_loss") == [0.25])
    #expect(table.values(of: "epoch") == [] && table.epochs == [1] && table.steps == [0])
  }
}
