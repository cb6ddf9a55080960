extension String {
  /// What a cell handed over, with lines that end as a terminal shows them.
  ///
  /// To Swift, "\r\n" is a character of its own, at which no renderer would begin a new line.
  var endingLinesPlainly: String { replacing("\r\n", with: "\n") }
}
