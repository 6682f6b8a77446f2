extension WeightsRelation {
  /// `same at step 0, different from epoch 1 on`
  package var sentence: String {
    switch self {
    case .identical: "identical"
    case .sameSoFar(let epoch, let step):
      "same to the end of epoch \(epoch) (step \(step)), where the shorter run ends"
    case .partAfter(let epoch, let step):
      "same to the end of epoch \(epoch) (step \(step)), different from epoch \(epoch + 1) on"
    case .partInFirstEpoch: "same at step 0, different from epoch 1 on"
    case .different: "different from step 0 on"
    case .differentFromFirstEpoch: "different from epoch 1 on"
    case .unknown: "not known, a run has no epoch yet"
    case .notRecorded: "not known, an imported run does not record them"
    }
  }
}
