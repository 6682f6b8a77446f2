import Experiments
import Testing

struct MetricNameTests {
  @Test(arguments: [
    (true, true, MetricName.validationAccuracy, MetricName.validationAccuracy),
    (true, false, .testAccuracy, .trainLoss), (false, true, .validationLoss, .validationLoss),
    (false, false, .testLoss, .trainLoss),
  ])
  func `the metric shown may be the test's, the one that chooses never is`(
    isClassification: Bool, hasValidation: Bool, shown: MetricName, choosing: MetricName
  ) {
    let available = MetricName.available(
      isClassification: isClassification, hasValidation: hasValidation)
    #expect(MetricName.preferred(among: available) == shown)
    #expect(MetricName.choosing(among: available) == choosing)
  }

  @Test func `nothing is better than itself, and NaN than nothing`() {
    for metric in MetricName.allCases {
      #expect(!metric.isBetter(0.5, than: 0.5))
      #expect(!metric.isBetter(.nan, than: 0.5))
    }
    #expect(MetricName.testAccuracy.isBetter(0.6, than: 0.5))
    #expect(MetricName.testLoss.isBetter(0.4, than: 0.5))
  }
}
