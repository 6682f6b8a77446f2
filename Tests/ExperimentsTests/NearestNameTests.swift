import Experiments
import Testing

struct NearestNameTests {
  @Test(arguments: [
    ("lr", ["learning_rate"]), ("LR", ["learning_rate"]), ("learning_rat", ["learning_rate"]),
    ("learnign_rate", ["learning_rate"]), ("momentun", ["momentum"]), ("nesterow", ["nesterov"]),
    ("wd", ["weight_decay"]), ("learn", ["learning_rate"]), ("x", []), ("zzzzzz", []),
  ])
  func `the nearest name is by habit, then by edits, then by its start`(
    name: String, nearest: [String]
  ) {
    let names = ["learning_rate", "momentum", "nesterov", "weight_decay"]
    #expect(nearestNames(to: name, among: names) == nearest)
  }

  @Test func `a habit counts only where the name is one of those asked for`() {
    #expect(nearestNames(to: "lr", among: ["momentum"]) == [])
    #expect(nearestNames(to: "units", among: ["out_channels"]) == ["out_channels"])
  }

  @Test(arguments: [
    ("a-00", ["a-001", "a-002"]), ("a-012", ["a-002", "a-011"]),
    ("a-01", ["a-001", "a-011"]),
    ("mlp", ["mlp-nll", "mlp-sgd"]), ("mlp-nl", ["mlp-nll"]),
  ])
  func `all names that are equally near are returned, in their order, and no other`(
    name: String, nearest: [String]
  ) {
    let names = ["mlp-sgd", "a-011", "a-002", "mlp-nll", "a-001", "a-002"]
    #expect(nearestNames(to: name, among: names) == nearest)
  }

  @Test(arguments: [
    ([], nil), (["a"], "did you mean a?"), (["a", "b"], "did you mean a or b?"),
    (["a", "b", "c"], "did you mean a, b or c?"),
    (["a", "b", "c", "d"], "did you mean a, b, c or d?"),
    (["a", "b", "c", "d", "e"], "did you mean a, b, c or 2 others?"),
  ])
  func `the question names all, of many three and how many more`(
    names: [String], question: String?
  ) {
    #expect(didYouMean(names) == question)
  }
}

struct KnownPathTests {
  private static let paths = KnownPaths([
    "architecture.0.out_channels", "architecture.2.out_channels", "dataset.augment.rotate",
    "dataset.files.train", "dataset.subset.train", "loss.type", "optimizer.learning_rate",
    "optimizer.momentum", "optimizer.type", "test_accuracy", "test_loss", "training.epochs",
  ])

  @Test(arguments: [
    ("optimizer.lr", ["optimizer.learning_rate"]), ("lr", ["optimizer.learning_rate"]),
    ("optimzer.lr", ["optimizer.learning_rate"]), ("optim.type", ["optimizer.type"]),
    ("learning_rat", ["optimizer.learning_rate"]), ("training.lr", ["optimizer.learning_rate"]),
    ("optimizer.epochs", ["training.epochs"]), ("optimizr", ["optimizer"]),
    ("train", ["dataset.files.train", "dataset.subset.train"]),
    ("dataset.subset.trian", ["dataset.subset.train"]),
    ("architecture.0.filters", ["architecture.0.out_channels"]),
    (
      "architecture.1.out_channels", ["architecture.0.out_channels", "architecture.2.out_channels"]
    ),
    ("test_acuracy", ["test_accuracy"]), ("accuracy", ["test_accuracy"]),
    ("optimizer.bogus", []), ("optimizer.typo.x", []), ("type", []), ("", []), ("...", []),
  ])
  func `a wrong path is answered with whole paths`(name: String, nearest: [String]) {
    #expect(Self.paths.nearest(to: name) == nearest)
  }

  @Test func `a name of any length is answered`() {
    #expect(Self.paths.nearest(to: String(repeating: "optimizer.", count: 10_000)) == [])
  }
}
