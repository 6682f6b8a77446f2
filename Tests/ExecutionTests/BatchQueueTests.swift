import Datasets
import Execution
import Files
import Runs
import Testing

struct BatchQueueTests {
  @Test func `runs begin in the order of the command`() {
    var queue = BatchQueue([nil, nil, nil])
    #expect(queue.next() == 0)
    #expect(queue.next() == 1)
    queue.end(0)
    #expect(queue.next() == 2)
    #expect(queue.next() == nil)
  }

  @Test func `a run waits for another of its key, and those behind it do not`() {
    var queue = BatchQueue(["a", "a", "b", "a"])
    #expect(queue.next() == 0)
    #expect(queue.next() == 2)
    #expect(queue.next() == nil)
    queue.end(2)
    #expect(queue.next() == nil)
    queue.end(0)
    #expect(queue.next() == 1)
    #expect(queue.next() == nil)
    queue.end(1)
    #expect(queue.next() == 3)
  }

  @Test func `data are loaded once, and let go when nobody needs them any more`() throws {
    try withWorkspace { workspace in
      let path = workspace.path + "/rows.csv"
      try OutputFile(path).write(Array("x,y\n1,2\n3,4\n".utf8))
      let source = CSVSource(train: path, test: path)
      let configurations = (1...3).map { DatasetConfiguration(source: .csv(source), seed: $0) }
      var datasets = SharedDatasets(configurations + configurations.prefix(1))
      let first = try datasets.take(configurations[0])
      try OutputFile(path).write(Array("not what it was\n".utf8))
      #expect(try datasets.take(configurations[1]).files == first.files)
      datasets.leave(configurations[2])
      #expect(try datasets.take(configurations[0]).files == first.files)
      #expect(throws: DatasetError.self) { try datasets.take(configurations[0]) }
    }
  }
}
