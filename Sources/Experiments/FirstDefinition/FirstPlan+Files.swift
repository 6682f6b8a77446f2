import Datasets
import Engine
import Images

extension FirstPlan {
  /// A folder of pictures.
  init(_ survey: PictureSurvey) {
    var dataset: [OrderedJSON.Member] = [
      .init("name", "image_folder"), .init("path", .text(survey.path)),
      .init("size", .integers(survey.size)), .init("channels", .integer(survey.channels)),
    ]
    if survey.fit != .stretch { dataset.append(.init("fit", .text(survey.fit.rawValue))) }
    var notes = unread(survey.unread, of: survey.path)
    if survey.haveSeveralSizes || survey.size != survey.largest {
      let sizes =
        survey.haveSeveralSizes
        ? "\(Self.size(survey.smallest)) to \(Self.size(survey.largest))"
        : Self.size(survey.largest)
      notes.append(
        "the pictures have \(sizes) pixels, and are brought to \(Self.size(survey.size)): "
          + "dataset.size")
    }
    self.init(
      dataset: dataset, target: .classes(survey.classes.count),
      shape: [survey.channels] + survey.size, trainCount: survey.trainCount,
      isOnePart: survey.testCount == 0, classCounts: survey.classCounts,
      subject: "the pictures in \(Self.last(survey.path)): \(Self.count(survey.classes.count))",
      notes: notes)
  }

  /// An archive of arrays.
  init(_ survey: ArraySurvey) {
    var dataset: [OrderedJSON.Member] = [
      .init("name", "npz"), .init("file", .text(survey.path)),
    ]
    func add(_ part: String, _ names: ArraySource.Names?) {
      guard let names, names != .init(x: "x_\(part)", y: "y_\(part)") else { return }
      dataset.append(.init(part, ["x": .text(names.x), "y": .text(names.y)]))
    }
    add("train", survey.train)
    add("test", survey.test)
    if let layout = survey.layout { dataset.append(.init("layout", .text(layout.rawValue))) }
    if let few = survey.classCounts.min(), few < Self.fewExamples {
      let classes = survey.classNames.map { OrderedJSON.texts($0) }
      dataset.append(.init("classes", classes ?? .integer(survey.classCounts.count)))
    } else if survey.areFractions {
      dataset.append(.init("classes", "auto"))
    }
    if survey.target.classCount == nil { dataset.append(.init("scale_targets", true)) }
    let what =
      switch survey.target {
      case .classes(let count): Self.count(count)
      case .values(let count): count == 1 ? "a value" : "\(count) values"
      }
    self.init(
      dataset: dataset, target: survey.target, shape: survey.shape.dimensions,
      trainCount: survey.trainCount, isOnePart: survey.test == nil,
      classCounts: survey.classCounts, subject: "\(what) of \(Self.last(survey.path))",
      notes: unread(survey.unread, of: survey.path))
  }

  /// A table.
  init(_ plan: TablePlan) {
    let survey = plan.survey
    let label = survey.columns[survey.label].words
    self.init(
      dataset: plan.dataset, target: plan.target, shape: plan.shape,
      trainCount: plan.rowCount, isOnePart: true,
      classCounts: plan.classes.map(\.count),
      subject: "\(label) in \(Self.last(survey.path))"
        + (plan.target.classCount.map { ": \(Self.count($0))" } ?? ""),
      notes: plan.notes)
  }

  private static func last(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  private static func count(_ classes: Int) -> String {
    classes == 1 ? "1 class" : "\(classes) classes"
  }

  /// `28x28`, height by width.
  private static func size(_ size: [Int]) -> String { "\(size[0])x\(size[1])" }
}

/// A note about parts of the data that are not read; none if all are.
private func unread(_ names: [String], of path: String) -> [String] {
  names.isEmpty ? [] : ["not read of \(path): \(names.joined(separator: ", "))"]
}
