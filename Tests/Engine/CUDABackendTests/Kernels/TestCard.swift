import CUDABackend
import Foundation

/// The card of this machine, which the tests of kernels use instead of the emulation where
/// `CONVOLUME_KERNELS_ON_CARD` is set: the same tests, on the real thing.
///
/// One call at a time; the work of several tests may alternate, as each has memory of its own.
final class TestCard: @unchecked Sendable {
  /// Nil where the variable is not set.
  static let shared: TestCard? = {
    guard ProcessInfo.processInfo.environment["CONVOLUME_KERNELS_ON_CARD"] != nil else {
      return nil
    }
    do {
      return TestCard(try CUDACard.open())
    } catch {
      fatalError("CONVOLUME_KERNELS_ON_CARD is set, but no card can be used: \(error)")
    }
  }()

  private let card: CUDACard
  private let lock = NSLock()

  private init(_ card: CUDACard) { self.card = card }

  func perform<Result>(_ body: (CUDACard) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(card)
  }

  /// As `perform`, for what fails only when the card does.
  func demand<Result>(_ body: (CUDACard) throws -> Result) -> Result {
    do {
      return try perform(body)
    } catch {
      fatalError("TestCard: \(error)")
    }
  }

  /// Returns memory full of NaN.
  func allocate(bytes: Int) -> DeviceAddress {
    demand { card in
      let address = try card.allocate(bytes: max(bytes, 1))
      let nothing = [UInt8](repeating: 0xFF, count: bytes)
      try nothing.withUnsafeBytes { try card.upload($0, to: address) }
      return address
    }
  }
}
