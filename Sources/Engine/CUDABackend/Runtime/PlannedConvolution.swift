/// What cuDNN would do for a convolution on a card that is only described.
package struct PlannedConvolution: Sendable {
  package let offer: AlgorithmOffer
  package let workspaceBytes: Int

  /// Chooses an engine by the preferences' rules, as a card does.
  ///
  /// - Throws: `CUDAError.noConvolutionAlgorithm` where none suits.
  package init(
    _ form: ConvolutionForm, by library: CuDNN, for target: CuDNN.Target,
    preferences: ConvolutionPreferences = .measured
  ) throws {
    let plan = try ConvolutionPlan.chosen(
      for: form, by: library, for: target, preferences: preferences)
    offer = plan.offer
    workspaceBytes = plan.workspaceBytes
  }
}
