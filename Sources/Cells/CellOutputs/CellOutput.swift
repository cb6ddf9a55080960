import Plots

/// One thing that a cell handed over, in the order in which it did.
public enum CellOutput: Hashable, Codable, Sendable {
  /// What the cell printed.
  case printed(String, stream: Stream)
  /// The description of a displayed value that has no form of its own.
  case value(String)
  /// Text in Markdown, to be read as part of the chapter.
  case markdown(String)
  case table(Table)
  case figure(Figure)

  public enum Stream: String, Hashable, Codable, Sendable { case output, error }
}
