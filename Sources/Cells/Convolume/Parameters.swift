import CellOutputs

/// Reads a chapter's parameters for the generated `params`.
///
/// The generated code names only types; the values come when the worker starts, so that a changed
/// value compiles nothing again.
public enum ParameterSource {
  public static func integer(_ name: String) -> Int {
    guard case .integer(let value) = value(name) else { missing(name) }
    return value
  }

  public static func number(_ name: String) -> Double {
    switch value(name) {
    case .number(let value): value
    case .integer(let value): Double(value)
    default: missing(name)
    }
  }

  public static func boolean(_ name: String) -> Bool {
    guard case .boolean(let value) = value(name) else { missing(name) }
    return value
  }

  public static func text(_ name: String) -> String {
    guard case .text(let value) = value(name) else { missing(name) }
    return value
  }

  /// What the host gave; that it was read becomes known there.
  private static func value(_ name: String) -> ParameterValue? {
    let value = Session.parameters[name]
    Session.observe(.parameter(name), value: value?.observed ?? Observation.absent)
    return value
  }

  private static func missing(_ name: String) -> Never {
    fatalError("The parameter '\(name)' has no value of the type that the chapter declares.")
  }
}
