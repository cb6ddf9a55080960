import NeuralNetworks

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// On which device a program wants to compute.
package enum DeviceChoice: String, CaseIterable, Sendable {
  /// On the card where one can be used, otherwise on the processor.
  case auto
  case cpu
  case cuda

  package static let variable = "CONVOLUME_DEVICE"

  /// What the environment asks for; without a word from it, `auto`.
  ///
  /// - Throws: `UnknownDevice` for any other word.
  package static func fromEnvironment(
    _ value: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) throws(UnknownDevice) -> DeviceChoice {
    guard let word = value(variable), !word.isEmpty else { return .auto }
    guard let choice = DeviceChoice(rawValue: word) else { throw UnknownDevice(word: word) }
    return choice
  }

  /// Finds out which device that is, and why, without opening the card.
  ///
  /// - Throws: The `CUDAError` that stands in the way of a card that was asked for by name.
  package func found(
    in report: @autoclosure () -> CUDAReport = .ofThisMachine()
  ) throws(CUDAError) -> FoundDevice {
    guard self != .cpu else {
      return FoundDevice(name: Self.processor, isCard: false, reason: "\(Self.variable) is cpu")
    }
    let report = report()
    if let obstacle = report.obstacle {
      guard self == .auto else { throw obstacle }
      return FoundDevice(name: Self.processor, isCard: false, reason: "\(obstacle)")
    }
    guard case .success(let facts) = report.card else { throw .noCard }
    return FoundDevice(
      name: "CUDA (\(facts.name), driver for \(facts.driver), cuBLASLt \(facts.cublasLt), "
        + "cuDNN \(facts.cudnn))", isCard: true,
      reason: self == .cuda ? "\(Self.variable) is cuda" : "it was found, with all of its libraries"
    )
  }

  /// Checks what the environment asks for, before anything is computed.
  ///
  /// - Throws: `UnknownDevice`, or the `CUDAError` that stands in the way of a card that was asked for by
  ///   name.
  package static func check() throws {
    let choice = try fromEnvironment()
    if choice == .cuda { _ = try choice.found() }
  }

  private static let processor = "CPU"

  /// Lets the engine compute on the device from now on; a card is opened when it is first needed.
  ///
  /// - Throws: The `CUDAError` that stands in the way of a card that was asked for by name.
  @discardableResult
  package func apply() throws(CUDAError) -> FoundDevice {
    let device = try found()
    guard device.isCard else {
      Backends.use(nil)
      return device
    }
    Backends.onFallback { reason in
      let message = Array("\(reason), so the processor computes it.\n".utf8)
      _ = write(STDERR_FILENO, message, message.count)
    }
    Backends.useLater {
      do {
        return CUDA(try CUDACard.open())
      } catch {
        // It was there a moment ago: going on elsewhere would give other bits than promised.
        let message = Array("CUDA: \(error)\n".utf8)
        _ = write(STDERR_FILENO, message, message.count)
        exit(1)
      }
    }
    return device
  }
}

/// A device, before anything is computed on it.
package struct FoundDevice: Equatable, Sendable {
  /// With what its results depend on: part of their origin, and of the keys that they are kept under.
  package var name: String
  package var isCard: Bool
  /// Why it is this one, for `convolume check`.
  package var reason: String

  package init(name: String, isCard: Bool, reason: String) {
    self.name = name
    self.isCard = isCard
    self.reason = reason
  }
}

/// A word that names no device.
package struct UnknownDevice: Error, Equatable, Sendable, CustomStringConvertible {
  package var word: String

  package var description: String {
    "\(DeviceChoice.variable): expected auto, cpu or cuda, found '\(word)'. Unset it to use the card "
      + "where there is one."
  }
}
