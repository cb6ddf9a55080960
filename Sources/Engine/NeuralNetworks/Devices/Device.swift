import Synchronization
import Tensors

/// Where networks are computed.
///
/// ```swift
/// print(Device.current)  // CUDA (NVIDIA H100 80GB HBM3), or: CPU (AVX-512, 2 threads)
/// ```
public struct Device: Sendable, Hashable {
  public enum Kind: String, Sendable, Hashable {
    /// The processor's cores.
    case cpu
    /// A graphics card of NVIDIA's.
    case cuda
  }

  public let kind: Kind

  /// The card's name, or the processor's instructions in use.
  public let name: String

  package init(kind: Kind, name: String) {
    self.kind = kind
    self.name = name
  }

  /// The processor, with the instructions that the engine uses.
  public static var cpu: Device {
    Device(
      kind: .cpu,
      name: "\(InstructionSet.current), \(Parallelism.threads) "
        + (Parallelism.threads == 1 ? "thread" : "threads"))
  }

  /// The device on which `train` and `model(images)` compute.
  public static var current: Device { Backends.current?.device ?? .cpu }
}

extension Device: CustomStringConvertible {
  public var description: String { "\(kind == .cpu ? "CPU" : "CUDA") (\(name))" }
}

/// How exactly a device with matrix units multiplies; a processor always computes in full.
public enum Precision: String, Sendable, Hashable, Codable, CaseIterable {
  /// All products of float32 numbers, all 24 bits of them.
  case float32

  /// Convolutions on matrix units that round their factors to 11 bits (TF32), all else in full: what
  /// PyTorch does unless told otherwise.
  case tf32Convolutions

  /// Convolutions and linear layers on such units.
  case tf32

  package var roundsConvolutions: Bool { self != .float32 }
  package var roundsProducts: Bool { self == .tf32 }
}

/// The backend that this process computes on, besides the processor.
///
/// A program chooses once, when it starts; the engine itself knows no device.
package enum Backends {
  private enum Choice {
    case made((any Backend)?)
    case later(@Sendable () -> any Backend)
  }

  private static let choice = Mutex<Choice>(.made(nil))

  /// What was chosen; nil for the processor alone.
  package static var current: (any Backend)? {
    choice.withLock { choice in
      switch choice {
      case .made(let backend): return backend
      case .later(let make):
        let backend = make()
        choice = .made(backend)
        return backend
      }
    }
  }

  /// Lets `train` and `model(images)` compute on a device; nil for the processor.
  package static func use(_ backend: (any Backend)?) { choice.withLock { $0 = .made(backend) } }

  /// Lets them compute on a device that is made ready when it is first needed.
  package static func useLater(_ make: @escaping @Sendable () -> any Backend) {
    choice.withLock { $0 = .later(make) }
  }

  private static let listener = Mutex<(@Sendable (String) -> Void)?>(nil)

  /// Calls `listener` with the reason whenever the processor computes what the device has no form for.
  package static func onFallback(_ listener: (@Sendable (String) -> Void)?) {
    self.listener.withLock { $0 = listener }
  }

  static func reportFallback(_ reason: String) { listener.withLock { $0 }?(reason) }
}
