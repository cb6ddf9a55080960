import Datasets
import Digests
import Foundation
import NeuralNetworks
import Tensors

/// What a value is, down to its last stored property, as a digest.
///
/// A description is for people: it may leave out what seldom matters, and never says what a type's
/// code does. So properties are found by reflection, private ones included, and one that a layer gets
/// tomorrow counts as well. Some things cannot be seen from outside: what a function does, where a
/// pointer leads, the code of a type that a chapter defines. They leave their mark in
/// `dependsOnCell`, and whoever uses the digest adds what the cell itself depends on.
package struct ValueIdentity {
  /// Whether a part of the value is code or content that cannot be read here.
  package private(set) var dependsOnCell = false
  private var digest = SHA256()
  /// Objects met so far, which may point to each other in a ring.
  private var objects: [ObjectIdentifier: Int] = [:]

  /// The SHA-256 of all that was added, in hexadecimal.
  package var hexadecimal: String { digest.hexadecimal }

  package init() {}

  /// Adds a value under a name.
  package mutating func add(_ name: String, _ value: Any) {
    note(name)
    add(value)
  }

  private mutating func add(_ value: Any) {
    let type = TypeIdentity(Swift.type(of: value))
    note(type.name)
    if add(leaf: value) { return }
    if !type.isOfEngine || ForeignConformance.isUsed(by: value) { dependsOnCell = true }
    if type.isReference { return markOpaque() }
    let mirror = Mirror(reflecting: value)
    if value is any CustomReflectable, !type.isOfStandardLibrary {
      // The engine's own types leave out what can be made again from the rest, such as a network
      // compiled for a device. Of others, who knows what they leave out.
      return type.isOfEngine ? add(children: mirror) : markOpaque()
    }
    switch mirror.displayStyle {
    case .enum: add(enumeration: value, mirror)
    case .optional, .tuple, .collection: add(children: mirror)
    case .set, .dictionary: add(unordered: mirror)
    case .class: add(object: value as AnyObject, mirror)
    case .struct: add(children: mirror)
    default:
      // Without a style come ranges, which show their bounds, and functions, which show nothing.
      if mirror.children.isEmpty { markOpaque() } else { add(children: mirror) }
    }
  }

  // MARK: Kinds of values

  /// Adds a number, a text, a block of bytes or a type; returns false for anything else.
  private mutating func add(leaf value: Any) -> Bool {
    switch value {
    case let value as Bool: note(value ? "true" : "false")
    case let value as Double: note(String(value.bitPattern))
    case let value as Float: note(String(value.bitPattern))
    case let value as Int: note(String(value))
    case let value as UInt8: note(String(value))
    case let value as any FixedWidthInteger where TypeIdentity(value).isOfStandardLibrary:
      note(String(value))
    case let value as String: note(value)
    case let value as Substring: note(String(value))
    case let value as Character: note(String(value))
    case let value as Tensor:
      note("\(value.shape)")
      value.withValues { note(UnsafeRawBufferPointer($0)) }
    case let value as [Float]: value.withUnsafeBytes { note($0) }
    case let value as [Double]: value.withUnsafeBytes { note($0) }
    case let value as [UInt8]: value.withUnsafeBytes { note($0) }
    case let value as [Int]: value.withUnsafeBytes { note($0) }
    case let value as Data: value.withUnsafeBytes { note($0) }
    case let value as Date: note(String(value.timeIntervalSinceReferenceDate.bitPattern))
    case let value as URL: note(value.absoluteString)
    case let value as UUID: note(value.uuidString)
    case let value as any Any.Type: note(TypeIdentity(value).name)
    default: return false
    }
    return true
  }

  private mutating func add(enumeration value: Any, _ mirror: Mirror) {
    // The payload's label is the case's name, but a case without one has no child to carry it.
    guard let name = EnumCase.name(of: value) else { return markOpaque() }
    note(name)
    add(children: mirror)
  }

  private mutating func add(object: AnyObject, _ mirror: Mirror) {
    if let number = objects[ObjectIdentifier(object)] { return note("object \(number)") }
    objects[ObjectIdentifier(object)] = objects.count
    var level: Mirror? = mirror
    while let current = level {
      add(children: current)
      level = current.superclassMirror
    }
  }

  private mutating func add(children mirror: Mirror) {
    note("\(mirror.children.count) parts")
    for child in mirror.children {
      note(child.label ?? "")
      // So a property shows itself that cannot be copied, such as a mutex.
      if child.value is Void { markOpaque() } else { add(child.value) }
    }
  }

  /// Adds the elements of a set or dictionary, whose order is another one in each process.
  private mutating func add(unordered mirror: Mirror) {
    var digests: [String] = []
    for child in mirror.children {
      var element = ValueIdentity()
      element.add(child.value)
      digests.append(element.hexadecimal)
      dependsOnCell = dependsOnCell || element.dependsOnCell
    }
    note("\(digests.count) elements")
    for digest in digests.sorted() { note(digest) }
  }

  // MARK: Bytes

  private mutating func markOpaque() {
    note("unseen")
    dependsOnCell = true
  }

  /// The length in front keeps two texts from passing for two others that join to the same.
  private mutating func note(_ text: String) {
    Array(text.utf8).withUnsafeBytes { note($0) }
  }

  private mutating func note(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { digest.update($0) }
    digest.update(bytes)
  }
}
