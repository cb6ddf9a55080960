/// One thing that Convolume needs or can use, and whether this machine has it.
struct Finding: Hashable, Codable {
  enum State: String, Codable {
    case ok
    /// It is there, or can be done without, but results differ.
    case warning
    /// Nothing is rendered, or not as it should look, without it.
    case missing
  }

  enum Area: String, Codable {
    case cells, engine, drawing, type, pages, data
  }

  var area: Area
  var name: String
  var state: State
  /// What was found, such as a version or a path, or what its absence means.
  var detail: String
  /// What to do about it, as a command where there is one.
  var fix: String?
}
