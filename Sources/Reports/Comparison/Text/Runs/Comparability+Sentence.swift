import Experiments

extension Comparability.Obstacle {
  /// `the runs were not tested on the same examples`
  package var sentence: String {
    switch self {
    case .dataset(let first, let other): "dataset.name is \(first) and \(other)"
    case .data: "the data are not the same"
    case .examples(.test): "the runs were not tested on the same examples"
    case .examples(.validation): "the runs were not validated on the same examples"
    case .examples(.train): "the runs were not trained on the same examples"
    case .loss: "the losses are not the same"
    }
  }
}
