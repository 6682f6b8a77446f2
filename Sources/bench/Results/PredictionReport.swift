import Execution
import JSON
import Reports

/// Predictions as a table: a row for each example.
struct PredictionReport {
  let table: Table
  private let rows: [JSONValue]

  /// - Parameters:
  ///   - top: how many classes a row has, the most probable first.
  ///   - folder: names that begin with this folder are shown without it.
  init(_ outcome: RunPrediction.Outcome, top: Int, in folder: String) {
    let answers = outcome.answers.map { answer in
      let name = answer.name
      return (
        name.hasPrefix("\(folder)/") ? String(name.dropFirst(folder.count + 1)) : name, answer
      )
    }
    guard let classes = outcome.classes else {
      let width = answers.first?.1.outputs.count ?? 1
      let names = width == 1 ? ["value"] : (1...width).map { "value_\($0)" }
      table = Table(
        [.init("name", align: .left)] + names.map { .init($0) },
        rows: answers.map { name, answer in
          [.text(name)] + answer.outputs.map { .number(exact($0), decimals: 4) }
        })
      rows = answers.map { name, answer in
        .object([
          "name": .string(name), "values": .array(answer.outputs.map { number($0) }),
        ])
      }
      return
    }
    let count = min(top, classes.count)
    let ranked = answers.map { name, answer in
      let order = answer.outputs.indices.sorted {
        (-answer.outputs[$0], $0) < (-answer.outputs[$1], $1)
      }
      return (name, order.prefix(count).map { (classes[$0], answer.outputs[$0]) })
    }
    table = Table(
      [.init("name", align: .left)]
        + (1...count).flatMap { place -> [Table.Column] in
          let ending = place == 1 ? "" : "_\(place)"
          return [.init("class\(ending)", align: .left), .init("probability\(ending)")]
        },
      rows: ranked.map { name, places in
        [.text(name)] + places.flatMap { [.text($0.0), .number(exact($0.1), decimals: 4)] }
      })
    rows = ranked.map { name, places in
      let all: [JSONValue] = places.map {
        ["class": .string($0.0), "probability": number($0.1)]
      }
      var members: [String: JSONValue] = ["name": .string(name)]
      if let first = places.first {
        members["class"] = .string(first.0)
        members["probability"] = number(first.1)
      }
      if count > 1 { members["top"] = .array(all) }
      return .object(members)
    }
  }

  /// An object a line.
  var jsonLines: String { rows.map { $0.canonicalText + "\n" }.joined() }
}

/// The shortest decimal that reads back as the same float32.
private func exact(_ value: Float) -> Double { Double("\(value)") ?? Double(value) }

private func number(_ value: Float) -> JSONValue { .number(exact(value)) }
