import CellOutputs
import Chapters

/// The file of a chapter's module that gives its cells their `params`.
enum ParametersFile {
  /// Returns its Swift: one property for each parameter, read from what the worker was told.
  static func source(declaring parameters: [FrontMatter.Parameter]) -> String {
    let properties = parameters.map { parameter in
      let (type, reader) = parameter.value.reading
      let name = parameter.name
      return "  var `\(name)`: \(type) { ParameterSource.\(reader)(\"\(name)\") }\n"
    }
    return "import Convolume\nenum ConvolumeChapter {\nstruct Parameters: Sendable {\n"
      + properties.joined() + "}\n}\nlet params = ConvolumeChapter.Parameters()\n"
  }
}

extension FrontMatter.Parameter.Value {
  /// The Swift type, and the function of `ParameterSource` that reads it.
  fileprivate var reading: (type: String, reader: String) {
    switch self {
    case .integer: ("Int", "integer")
    case .number: ("Double", "number")
    case .boolean: ("Bool", "boolean")
    case .text: ("String", "text")
    }
  }

  /// The same as the worker is told it.
  package var parameterValue: ParameterValue {
    switch self {
    case .integer(let value): .integer(value)
    case .number(let value): .number(value)
    case .boolean(let value): .boolean(value)
    case .text(let value): .text(value)
    }
  }
}
