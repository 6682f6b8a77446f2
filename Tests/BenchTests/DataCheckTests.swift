import JSON
import Testing

/// `bench data check`, and what the first training on data says of them.
struct DataCheckTests {
  private let program = BenchProgram()

  init() {
    let rows = (0..<40).map { "\($0 * 7 % 41),\($0 * $0 % 11),\(["no", "yes"][$0 % 2])\n" }
    program.write("a,b,y\n" + rows.joined(), to: "clean.csv")
    program.write("a,b,y\n" + rows.joined() + rows[0] + rows[3], to: "twice.csv")
    program.write("a,b,y\n50,1,no\n51,2,yes\n" + rows[5], to: "test.csv")
    for name in ["clean", "twice"] {
      program.write(
        """
        { "dataset": { "name": "csv", "files": { "train": "\(name).csv", "test": "test.csv" },
                       "label": "y" },
          "architecture": [{ "type": "linear", "out_features": 2 }],
          "loss": { "type": "softmax_cross_entropy" },
          "optimizer": { "type": "sgd", "learning_rate": 0.05 },
          "training": { "epochs": 1, "batch_size": 8 } }
        """, to: "experiments/\(name).json")
    }
  }

  @Test func `what is found is told and fails`() {
    let told = program.run("data", "check", "twice")
    #expect(told.status == 1)
    #expect(
      told.output == """
        twice: 42 training and 3 test examples

        class  train  test
        no        21     1
        yes       21     2

        found: 2 examples of the training part repeat an earlier one (train 0 = train 40, train 3 = train 41)
        found: 1 example of the test part is also in the training part (train 5 = test 2)

        """, "\(told.output)\(told.messages)")
    let table = program.run("data", "check", "twice", "--format", "csv").output
    #expect(
      table == """
        figure,part,of,value
        examples,train,,42
        class_examples,train,no,21
        class_examples,train,yes,21
        examples,test,,3
        class_examples,test,no,1
        class_examples,test,yes,2
        duplicates,train,train,2
        duplicates,test,train,1

        """)
    let json = try? JSONValue(
      parsing: Array(program.run("data", "check", "twice", "--format", "json").output.utf8))
    #expect(json?["findings"]?.array?.count == 2)
    #expect(json?["findings"]?.array?[1]["pairs"] == [[5, 2]])
  }

  @Test func `nothing found is a success`() {
    let xor = program.run("data", "check", "lenet5-sgd")
    #expect(xor.status == 0, "\(xor.output)\(xor.messages)")
    #expect(xor.output.hasSuffix("\nnothing found\n"))
  }

  @Test func `files are checked without a definition`() {
    let told = program.run("data", "check", "./twice.csv")
    #expect(told.status == 1, "\(told.messages)")
    #expect(
      told.output.hasPrefix("twice.csv: 30 training, 4 validation and 8 test examples\n"),
      "\(told.output)")
    #expect(program.run("data", "check", "twice.csv").status == 1)
    #expect(program.run("data", "check", "nothing").status == 2)
    #expect(program.run("data", "check").status == 2)
  }

  @Test func `the first training on data says what is wrong with them, once`() {
    let words = "note: the data: 2 examples of the training part repeat an earlier one"
    let first = program.run("run", "twice", "--quiet")
    #expect(first.messages.contains(words), "\(first.messages)")
    #expect(first.messages.contains(", and 1 more; "), "\(first.messages)")
    #expect(!program.run("run", "twice", "--quiet", "--seed", "5").messages.contains(words))
    #expect(
      !program.run("run", "xor-mlp", "--epochs", "1", "--quiet").messages.contains("the data"))
  }
}
