import Datasets
import Experiments
import Runs
import Testing

/// The identity of each shipped experiment, as the version that shipped it first wrote it into
/// run.json.
struct ShippedRunKeyTests {
  private static let digits = "d0a3eec1f5a454401d758fdbf15b9b0163a7034963586d671960c180b97e2c1a"

  @Test(arguments: [
    ("cnn3-bce", "cf5be2c19d88e5043d79406e57308572ac0a7688dd47159f471a6b2887062cfa", digits),
    ("lenet5-99", "5fd5a2e128cc25a5b7032fa45313b4df4ba1054dc3dc0ee4d70eb090e35337ed", digits),
    ("lenet5-best", "6c58d94eb88f640f6342f0fd808834656b388884fe95dc0d5725479d7ce33c95", digits),
    ("lenet5-sgd", "3f61f7dddfb08cb4a1e21c8b2e227872fef3262dfd6f22879b2e7177cafcce7c", digits),
    ("mlp-nll", "61594a9863cbc62c448c6fecb7eccb80b8689f93e4f97187ddf85d4364a6dedb", digits),
    ("mnist-dscnn", "5012e83d9c8627d8139df989ffe89880f101e1490705872c9de1d12d4f3fc0f1", digits),
    ("mlp-sgd", "0d74e343e994171b9272b8db9398e7b89729859d3965ebb5907374d790d7fcc1", digits),
    (
      "fashion-cnn", "ef0385cfef191ceb34d330c5745f4a8744c98781ec5b6bb307d7d38fbfbe0a2d",
      "5cf0562c46b89a77940b86f40a9a4325e7bed59d53ec555c4d14f0bed41ca53a"
    ),
    (
      "fashion-conv-momentum", "2bae910f8e83eeb0dba2d3b03b30eca3f1d501a757028bbbbca754adc0ebfd59",
      "5cf0562c46b89a77940b86f40a9a4325e7bed59d53ec555c4d14f0bed41ca53a"
    ),
    (
      "fashion-resnet", "ca79e0dae6de4af38f70de69c12af32598b4a37d6c88b82168b4b806b75ef979",
      "5cf0562c46b89a77940b86f40a9a4325e7bed59d53ec555c4d14f0bed41ca53a"
    ),
    (
      "linear-regression", "d84d6a4e71aba53c5aceb042fad2ed6a979b9ff21763a9c2edb63473f5da2086",
      "c0471073bec986c51615c08396abde7bb829b4a8e3fe7d922fa9a44ff38d0145"
    ),
    (
      "xor-mlp", "17a644dccfdfc988bea1f31ce632c4a95c752aa677a9de5fd55c4f21dbf95701",
      "265a7c7b7cf93ef85cb8fff67b37e812ad98d35b68c58d24204a5a785f03823f"
    ),
  ])
  func `a shipped experiment keeps its run key`(
    name: String, key: String, dataSHA256: String
  ) throws {
    let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let experiment = try ExperimentLibrary(folder: root + "/experiments", data: DataFileInspector())
      .resolve(name)
    #expect(RunKey.key(definition: experiment.definition, dataSHA256: dataSHA256) == key)
  }
}
