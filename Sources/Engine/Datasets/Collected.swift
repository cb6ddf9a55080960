import Foundation

/// Results that several threads put down, each at its own place.
final class Collected<Value: Sendable>: @unchecked Sendable {
  private let lock = NSLock()
  private var values: [Int: Value] = [:]

  func set(_ value: Value, at index: Int) {
    lock.lock()
    defer { lock.unlock() }
    values[index] = value
  }

  func value(at index: Int) -> Value? {
    lock.lock()
    defer { lock.unlock() }
    return values[index]
  }
}
