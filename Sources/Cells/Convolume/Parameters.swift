import CellOutputs

/// Reads a chapter's parameters for the generated `params`.
///
/// The generated code names only types; the values come when the worker starts, so that a changed
/// value compiles nothing again.
public enum ParameterSource {
  public static func integer(_ name: String) -> Int {
    guard case .integer(let value) = Session.parameters[name] else { missing(name) }
    return value
  }

  public static func number(_ name: String) -> Double {
    switch Session.parameters[name] {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: missing(name)
    }
  }

  public static func boolean(_ name: String) -> Bool {
    guard case .boolean(let value) = Session.parameters[name] else { missing(name) }
    return value
  }

  public static func text(_ name: String) -> String {
    guard case .text(let value) = Session.parameters[name] else { missing(name) }
    return value
  }

  private static func missing(_ name: String) -> Never {
    fatalError("The parameter '\(name)' has no value of the type that the chapter declares.")
  }
}
