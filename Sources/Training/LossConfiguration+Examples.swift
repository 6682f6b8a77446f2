import Datasets
import Engine

extension LossConfiguration {
  /// The loss with the class weights that follow from the training examples.
  ///
  /// - Parameter dataset: the experiment's loaded data.
  func weighted(by dataset: LoadedDataset) -> LossConfiguration {
    guard case .classes(let classes) = dataset.train.targets, let count = dataset.target.classCount
    else { return self }
    var counts = [Int](repeating: 0, count: count)
    for label in classes { counts[Int(label)] += 1 }
    return balanced(over: counts)
  }
}
