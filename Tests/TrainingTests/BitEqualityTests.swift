import Datasets
import Engine
import Experiments
import Testing
import Training

/// The weights of short trainings, pinned: a change of any of them is a new numerics version.
@Suite struct BitEqualityTests {
  static let pinned: [(experiment: SmallExperiment, weights: String)] = [
    (.lenet, "4d29889c9e33778f2ae235744073cffa86c3e110ab4a935c5e2c227ffbacd206"),
    (.mlp, "46086bb0d29d074f71532a0c4f2ad88f02db4ff18bd87626ee50efb19d5987af"),
    (.cnn, "752d090dee1796d6db5697fd4061dc83f8116adaa7958a8e853906cad438d312"),
  ]

  @Test(arguments: pinned)
  func `every instruction set and thread count has the pinned weights`(
    experiment: SmallExperiment, weights: String
  ) throws {
    #expect(numericsVersion == 1)
    let resolved = try experiment.resolved()
    let dataset = try resolved.dataset.load()
    for kernels in Kernels.available {
      var first: Story?
      for threads in [1, 2, 3, 7] {
        let story = try Story.of(resolved, dataset: dataset, threads: threads, kernels: kernels)
        #expect(story.weights == weights, "\(kernels.name), \(threads) threads")
        #expect(story == first ?? story, "\(kernels.name), \(threads) threads")
        first = story
      }
    }
  }
}
