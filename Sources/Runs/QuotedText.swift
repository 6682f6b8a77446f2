import Files

/// Returns a cell as an error shows it: short, printable, in quotes.
func quoted(_ cell: String) -> String {
  let text = cell.printable
  return text.count <= 40 ? "'\(text)'" : "'\(text.prefix(40))…'"
}
