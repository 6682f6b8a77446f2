extension Page {
  /// Opens folded parts for printing.
  static let printScript: StaticString = """
    (function () {
      const unfolded = [];
      addEventListener("beforeprint", () => {
        document.querySelectorAll("details:not([open])").forEach(part => {
          part.open = true;
          unfolded.push(part);
        });
      });
      addEventListener("afterprint", () => {
        unfolded.splice(0).forEach(part => { part.open = false; });
      });
    })();

    """
}
