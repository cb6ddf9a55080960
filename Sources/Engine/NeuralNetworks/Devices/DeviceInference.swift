import Synchronization
import Tensors

/// The forms of a chain for use on the chosen device, kept from call to call.
///
/// Copies of a chain share them, as they share those for the processor: see `InferenceNetworks`.
final class DeviceInference: Sendable {
  /// A network for batches of up to `capacity` images of one shape.
  private struct Compiled {
    let device: Device
    let shape: [Int]
    let capacity: Int
    let network: any InferenceNetwork
  }

  /// Only the holder of the lock touches what is in it.
  private struct State: @unchecked Sendable {
    var compiled: [Compiled] = []
    /// Shapes for which the device lacks something, or failed; told once.
    var refused: Set<[Int]> = []
  }

  private let state = Mutex(State())

  /// The most networks that are kept: chapters use few, and memory is finite.
  private static let mostNetworks = 4

  /// Returns a chain's output for a batch; nil where the processor is to compute it, because no device
  /// was chosen or it has no form for a layer.
  func output(of model: some Layer, for images: Tensor) -> Tensor? {
    guard let backend = Backends.current, images.shape[0] > 0 else { return nil }
    let shape = Array(images.shape.dropFirst())
    return state.withLock { state in
      guard !state.refused.contains(shape) else { return nil }
      do {
        guard let network = try network(for: model, shape, images.shape[0], backend, &state) else {
          return nil
        }
        return try network.output(
          for: images, parameters: model.parameters.map(\.value),
          buffers: model.statistics.map(\.value))
      } catch {
        state.refused.insert(shape)
        Backends.reportFallback("\(backend.device) failed: \(error)")
        return nil
      }
    }
  }

  private func network(
    for model: some Layer, _ shape: [Int], _ batch: Int, _ backend: any Backend,
    _ state: inout State
  ) throws -> (any InferenceNetwork)? {
    let fitting = state.compiled.filter {
      $0.device == backend.device && $0.shape == shape && $0.capacity >= batch
        && $0.capacity <= max(4 * batch, 64)
    }
    if let smallest = fitting.min(by: { $0.capacity < $1.capacity }) { return smallest.network }
    guard let plan = NetworkPlan(model, input: shape) else { return nil }
    if let missing = backend.missing(for: plan, training: nil) {
      state.refused.insert(shape)
      Backends.reportFallback("\(backend.device) has no form for \(missing)")
      return nil
    }
    let capacity = (batch + 15) / 16 * 16
    let network = try backend.inference(plan, batch: capacity, precision: .float32)
    if state.compiled.count >= Self.mostNetworks { state.compiled.removeFirst() }
    state.compiled.append(
      Compiled(device: backend.device, shape: shape, capacity: capacity, network: network))
    return network
  }
}

extension DeviceInference: CustomReflectable {
  /// Nothing: what is kept here is no part of a model's identity.
  var customMirror: Mirror { Mirror(self, children: [:]) }
}
