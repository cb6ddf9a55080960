@_spi(Reflection) import Swift

/// A stored property of a struct, private ones and constants included, as a place that can be written
/// to.
///
/// A test that changes every property of a type finds here what there is to change.
struct StoredField {
  var name: String
  var type: any Any.Type
  private var offset: Int

  static func all(of type: any Any.Type) -> [StoredField] {
    var fields: [StoredField] = []
    _ = _forEachField(of: type) { name, offset, type, _ in
      fields.append(StoredField(name: String(cString: name), type: type, offset: offset))
      return true
    }
    return fields
  }

  /// Returns `root` with another value in this field; `nil` when it is not of the field's type.
  func replacing(in root: Any, by value: Any) -> Any? {
    func open<Root>(_ root: Root) -> Any? {
      func put<Field>(_ type: Field.Type) -> Any? {
        guard let value = value as? Field else { return nil }
        var copy = root
        withUnsafeMutableBytes(of: &copy) { bytes in
          bytes.baseAddress?.advanced(by: offset).assumingMemoryBound(to: Field.self).pointee =
            value
        }
        return copy
      }
      return _openExistential(type, do: put)
    }
    return _openExistential(root, do: open)
  }

  /// No value, where the field may have none.
  var none: Any? { (type as? any AnOptional.Type)?.nothing }
}

private protocol AnOptional {
  static var nothing: Any { get }
}

extension Optional: AnOptional {
  fileprivate static var nothing: Any { Self.none as Any }
}
