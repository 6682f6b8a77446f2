extension Comparison {
  /// `a-002 answers 4.55 points more of these 2,000 test examples right (98 only it, 7 only a-001;
  /// last epoch)`
  func counted(
    _ answers: PairedAnswers, _ better: String, _ worse: String, _ examples: String
  ) -> String {
    let counts = [answers.onlyFirst, answers.onlySecond]
    let (most, least) = (max(counts[0], counts[1]), min(counts[0], counts[1]))
    if most == least {
      return "Both answer as many of \(examples) right (\(most.grouped) only \(runs[0].id), "
        + "\(least.grouped) only \(runs[1].id); last epoch)"
    }
    let text = DifferenceText(
      answers.difference.magnitude, nil, factor: 100, decimals: 2, isSigned: false)
    return "\(better) answers \(text.value) points more of \(examples) right "
      + "(\(most.grouped) only it, \(least.grouped) only \(worse); last epoch)"
  }

  /// `a-002 is nearer on these 40 test examples: mean squared error 0.0395 against 0.0514, …`
  func averaged(
    _ low: Double, _ high: Double, _ better: String, _ examples: String
  ) -> String {
    if low == high {
      return "Both have a mean squared error of \(low.metric) on \(examples) (last epoch)"
    }
    return "\(better) is nearer on \(examples): mean squared error \(low.metric) against "
      + "\(high.metric), lower by \((high - low).metric) (last epoch)"
  }
}

extension PairedContrast.Measure {
  /// The name of the test: `exact McNemar`.
  var test: String { isOfAnswers ? "exact McNemar" : "paired t of the squared errors" }

  /// The reason why nothing can be claimed of other examples if there is no p value.
  var constancy: String {
    (difference == 0 ? "both are as far off on every one" : "the difference does not vary")
      + ", which says nothing of others"
  }
}

extension Int {
  /// `these 2,000 test examples`
  var theseTestExamples: String {
    self == 1 ? "this 1 test example" : "these \(grouped) test examples"
  }
}

extension Double {
  /// An error with four decimals, or with more if those would all be 0.
  var metric: String { DifferenceText(self, nil, factor: 1, decimals: 4, isSigned: false).value }
}
