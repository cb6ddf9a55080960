/// The three things that are computed of a convolution.
package enum ConvolutionPass: String, CaseIterable, Hashable, Sendable, Codable {
  case forward
  case inputGradient
  case weightGradient

  /// As an error tells it.
  package var title: String {
    switch self {
    case .forward: "the output"
    case .inputGradient: "the gradient of the input"
    case .weightGradient: "the gradient of the filters"
    }
  }
}
