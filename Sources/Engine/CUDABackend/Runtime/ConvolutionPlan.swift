/// A convolution as cuDNN will compute it: a form, by one engine.
final class ConvolutionPlan {
  let offer: AlgorithmOffer
  let workspaceBytes: Int
  private let plan: CuDNNDescriptor

  private init(_ plan: CuDNNDescriptor, offer: AlgorithmOffer) throws {
    self.plan = plan
    self.offer = offer
    workspaceBytes = Int(
      try plan.values(.planWorkspaceBytes, .int64, atMost: 1, like: Int64(0)).first ?? 0)
  }

  /// Makes the plan of an engine; nil where the library finds that it cannot compute this after all.
  static func make(_ engine: ConvolutionEngine, for target: CuDNN.Target) throws -> ConvolutionPlan?
  {
    let plan = try CuDNNDescriptor(.executionPlan, of: engine.configuration.library)
    switch target {
    case .card(let handle): try plan.set(.planHandle, .handle, [handle])
    case .described(let properties): try plan.set(.planDevice, [properties])
    }
    try plan.set(.planConfiguration, [engine.configuration])
    return try plan.finishIfSupported() ? ConvolutionPlan(plan, offer: engine.offer) : nil
  }

  /// Chooses an engine by the preferences' rules, and makes its plan.
  ///
  /// - Throws: `CUDAError.noConvolutionAlgorithm` where none suits.
  static func chosen(
    for form: ConvolutionForm, by library: CuDNN, for target: CuDNN.Target,
    preferences: ConvolutionPreferences
  ) throws -> ConvolutionPlan {
    let graph = try ConvolutionGraph(form, by: library, for: target)
    let engines = try graph.engines()
    for place in preferences.order(of: engines.map(\.offer), for: form) {
      if let plan = try make(engines[place], for: target),
        plan.workspaceBytes <= preferences.workspaceLimit
      {
        return plan
      }
    }
    throw CUDAError.noConvolutionAlgorithm(
      form.pass, form.convolution, limit: preferences.workspaceLimit)
  }

  /// Queues the convolution on the card whose handle this is.
  func run(
    on handle: OpaquePointer?, _ tensors: [(ConvolutionTensor, DeviceAddress)],
    workspace: DeviceAddress
  ) throws {
    let library = plan.library
    let pack = try CuDNNDescriptor(.variantPack, of: library)
    try pack.set(.packNames, tensors.map(\.0.rawValue))
    try pack.set(.packPointers, .pointer, tensors.map(\.1.rawValue))
    try pack.set(.packWorkspace, .pointer, [workspace.rawValue])
    try pack.finish()
    try library.check(library.execute(handle, plan.pointer, pack.pointer), "cudnnBackendExecute")
  }
}
