import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Metrics computed by scikit-learn, as Tests/sklearn/fixtures.py writes them.
struct ScikitLearnFixtures: Decodable {
  struct Classes: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let labels: [Int]
    /// The outputs of each example.
    let scores: [[Float]]
    let metrics: [String: Double]

    var testDescription: String { name }
  }

  struct Values: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    /// The targets of each example.
    let labels: [[Double]]
    let predictions: [[Double]]
    let metrics: [String: Double]
    /// Each metric of each target.
    let targets: [String: [Double]]

    var testDescription: String { name }
  }

  let classes: [Classes]
  let values: [Values]

  /// - Throws: a file that is missing or not such a document.
  static func read() throws -> ScikitLearnFixtures {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let file = URL(filePath: tests.joined(separator: "/") + "/sklearn/fixtures.json")
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file))
  }
}
