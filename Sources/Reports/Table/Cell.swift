import Experiments
package import JSON

/// One value of a table: the text for people and the value for programs.
package struct Cell: Hashable, Sendable {
  enum Content: Hashable, Sendable {
    case text(String)
    /// Grouped by thousands if its column has a value of 10,000 or more.
    case count(Int)
  }

  let content: Content
  /// All digits, for csv and json.
  let value: JSONValue
  package let tone: Tone?
  /// Follows the text for people, and stays if the text is shortened.
  let mark: String?

  private init(
    _ content: Content, _ value: JSONValue, _ tone: Tone? = nil, mark: String? = nil
  ) {
    self.content = content
    self.value = value
    self.tone = tone
    self.mark = mark
  }

  /// Text that people and programs read alike.
  package static func text(_ text: String, tone: Tone? = nil) -> Cell {
    Cell(.text(text), .string(text), tone)
  }

  /// Text that people see with a mark after it.
  package static func text(_ text: String, mark: String?) -> Cell {
    Cell(.text(text), .string(text), mark: mark)
  }

  /// Text for people, another value for programs.
  package static func text(_ text: String, value: JSONValue, tone: Tone? = nil) -> Cell {
    Cell(.text(text), value, tone)
  }

  /// Text that may be missing.
  package static func text(optional text: String?) -> Cell { text.map { .text($0) } ?? .absent }

  /// A count of things.
  package static func count(_ count: Int?) -> Cell {
    count.map { Cell(.count($0), .integer($0)) } ?? .absent
  }

  /// An integer that is printed as a person types it: a step, an epoch, a seed.
  package static func integer(_ integer: Int?) -> Cell {
    integer.map { Cell(.text(String($0)), .integer($0)) } ?? .absent
  }

  /// A number with this many decimals for people, and all its digits for programs.
  package static func number(_ number: Double?, decimals: Int) -> Cell {
    number.map { Cell(.text($0.fixed(decimals)), .number($0)) } ?? .absent
  }

  /// A loss or an accuracy.
  package static func metric(_ value: Double?) -> Cell { number(value, decimals: 4) }

  /// A difference, with its sign.
  package static func change(_ value: Double?, decimals: Int, tone: Tone? = nil) -> Cell {
    value.map { Cell(.text($0.signed(decimals)), .number($0), tone) } ?? .absent
  }

  /// There is no such value.
  package static let absent = Cell(.text("-"), .null)

  /// An empty cell whose meaning is in the neighbouring cell.
  package static let empty = Cell(.text(""), .null)

  func text(grouped: Bool) -> String {
    switch content {
    case .text(let text): text.escaped + suffix
    case .count(let count): grouped ? count.grouped : String(count)
    }
  }

  /// The mark, parted from the text.
  var suffix: String { mark.map { " " + $0 } ?? "" }

  var isLargeCount: Bool {
    if case .count(let count) = content { count.magnitude >= 10_000 } else { false }
  }
}
