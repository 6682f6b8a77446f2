import Files

/// Data for which there is no definition yet, and what a look at them found.
package enum SurveyedData: Hashable, Sendable {
  case pictures(PictureSurvey)
  case arrays(ArraySurvey)
  case table(TableSurvey)

  /// Looks at a folder of pictures, an `.npz` file or a table.
  ///
  /// - Parameters:
  ///   - path: from the workspace, or absolute.
  ///   - label: the name or index of the column of a table that is learnt; nil to choose one.
  /// - Throws: a `DatasetError` if the data cannot be read.
  package init(
    at path: String, label: String? = nil, in places: DataSearchPaths
  ) throws(DatasetError) {
    let place = places.path(of: path)
    if isFolder(place) {
      self = .pictures(try PictureSurvey(path, places))
      return
    }
    let start = try reading(path) { () throws(DataFileProblem) in
      try readDataFile(place, limit: Self.limit, prefix: FileFormat.length)
    }
    if FileFormat(startingWith: start.span) == .npz {
      self = .arrays(try ArraySurvey(path, places))
    } else {
      self = .table(try TableSurvey(path, label: label, places))
    }
  }

  private static let limit = 1 << 40
}
