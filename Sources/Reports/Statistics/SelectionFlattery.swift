/// By how much the best of several settings looks better than it is, because the results that chose
/// it are also those that are shown.
///
/// The best of k means of S values, all of one true mean and normal, lies above it by the expected
/// largest of k normal values, divided by √S, in deviations of single values. That is the most: it
/// is less if the settings truly differ.
package struct SelectionFlattery: Hashable, Sendable {
  /// The number of settings that the best was chosen from.
  package let candidates: Int
  /// In standard deviations over the seeds.
  package let deviations: Double

  /// - Parameters:
  ///   - candidates: the number of settings, 2 or more.
  ///   - seeds: the number of trainings that each setting was judged by.
  package init(candidates: Int, seeds: Int) {
    precondition(candidates > 1 && seeds > 0)
    self.candidates = candidates
    deviations = expectedLargestNormal(of: candidates) / Double(seeds).squareRoot()
  }

  /// `chosen among 24: flattered by up to about 0.9 standard deviations`
  package var label: String {
    "chosen among \(candidates.grouped): flattered by up to about \(deviationText)"
  }

  /// `0.9 standard deviations`
  package var deviationText: String {
    let text = deviations.fixed(1)
    return "\(text) standard deviation\(text == "1.0" ? "" : "s")"
  }
}
