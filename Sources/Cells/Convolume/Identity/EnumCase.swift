/// The name of an enum's case, whatever its description says.
///
/// A mirror shows the case only where it carries values. The runtime's own function, which `print`
/// uses for an enum without a description, knows it for all.
enum EnumCase {
  /// Returns the case of `value`, or `nil` when the runtime does not know it.
  static func name(of value: Any) -> String? {
    func open<Value>(_ value: Value) -> String? {
      swiftEnumCaseName(value).map { String(cString: $0) }
    }
    return _openExistential(value, do: open)
  }
}

@_silgen_name("swift_EnumCaseName")
private func swiftEnumCaseName<Value>(_ value: Value) -> UnsafePointer<CChar>?
