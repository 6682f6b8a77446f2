import Datasets
import Experiments
import JSON
import Testing

struct DefinitionTopicTests {
  @Test func `every example is a part of a definition that the checks accept`() throws {
    #expect(DefinitionTopic.names.count > 200)
    let whole = try #require(try JSONValue(parsing: sample()).object)
    for name in DefinitionTopic.names where name != "extends" {
      let topic = try #require(DefinitionTopic(name))
      let part = try #require(topic.example.object, "\(name)")
      let text = JSONValue.object(whole.merging(part) { $1 }).canonicalText
      #expect(throws: Never.self, "\(name): \(topic.example.canonicalText)") {
        try ExperimentDefinition(name: "x", parsing: Array(text.utf8), file: "x.json")
      }
    }
  }

  @Test(arguments: [
    ("optimizer.adam", "optimizer.adam"), ("adam", "optimizer.adam"), ("csv", "dataset.csv"),
    ("dataset.csv.files", "dataset.csv.files"), ("conv2d", "architecture.conv2d"),
    ("early_stopping", "training.early_stopping"), ("definition", "definition"),
    ("Training", "training"), ("repeat", "architecture.repeat"),
  ])
  func `a topic is found by its path or by its end`(asked: String, name: String) {
    #expect(DefinitionTopic(asked)?.name == name)
  }

  @Test(arguments: [
    ("optimizer.adma", ["optimizer.adam"]), ("datset", ["dataset"]),
    ("dataset.cvs", ["dataset.csv", "dataset.npz", "dataset.npy", "dataset.idx"]), ("zzzzzz", []),
  ])
  func `a wrong topic is answered with near ones`(asked: String, names: [String]) {
    #expect(DefinitionTopic(asked) == nil)
    let near = DefinitionTopic.nearest(to: asked)
    #expect(names.isEmpty ? near.isEmpty : near.contains { names.contains($0) }, "\(near)")
  }

  @Test func `a topic has the keys, bounds, defaults and choices that are checked`() throws {
    let adam = try #require(DefinitionTopic("optimizer.adam"))
    #expect(
      adam.keys.map(\.name) == [
        "learning_rate", "betas", "eps", "weight_decay", "clip_norm",
        "weight_decay_on",
      ])
    #expect(adam.keys[0].expectation == "a number greater than 0")
    #expect(adam.keys[0].presence == "default 0.001")
    #expect(adam.keys.last?.choices.map(\.text) == ["all", "weights"])
    let optimizer = try #require(DefinitionTopic("optimizer"))
    #expect(optimizer.types.map(\.text) == ["sgd", "adam", "adamw", "rmsprop"])
  }

  @Test(arguments: [
    ("lr", ["optimizer.learning_rate"]), ("batch-size", ["training.batch_size"]),
    ("weight-decay", ["optimizer.weight_decay"]), ("optimizer", ["optimizer"]), ("nonsense", []),
  ])
  func `an option of another tool is a path`(option: String, paths: [String]) {
    #expect(DefinitionPaths.meant(byOption: option) == paths)
  }
}
