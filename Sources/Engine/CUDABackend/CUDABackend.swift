import NeuralNetworks

/// Networks on a graphics card of NVIDIA's.
package final class CUDA: Backend {
  package let device: Device
  private let card: SerializedGPU

  package init(_ gpu: any GPU) {
    card = SerializedGPU(gpu)
    device = Device(kind: .cuda, name: gpu.facts.name)
  }

  package func missing(
    for plan: NetworkPlan, training: (loss: any Loss, rule: any Optimizer)?
  ) -> String? {
    if let operation = NetworkCompiler.missing(in: plan) { return operation }
    guard let training else { return nil }
    if !(training.loss is any CUDALoss) { return "the loss \(type(of: training.loss))" }
    if !(training.rule is any CUDAOptimizer) { return "the optimizer \(type(of: training.rule))" }
    return nil
  }

  package func inference(
    _ plan: NetworkPlan, batch: Int, precision: Precision
  ) throws -> any InferenceNetwork {
    try CUDAInference(plan, batch: batch, precision: precision, on: card)
  }

  package func training(
    _ plan: NetworkPlan, setup: TrainingSetup
  ) throws -> any TrainingNetwork {
    guard let loss = setup.loss as? any CUDALoss, let rule = setup.rule as? any CUDAOptimizer
    else { fatalError("CUDA: ask for what is missing before compiling.") }
    return try CUDATraining(plan, setup: setup, rule: rule, loss: loss, on: card)
  }
}
