import Tensors

/// Where in a network the first number appears that is infinite or not a number.
enum FiniteCheck {
  /// What stands for the input in messages.
  static let images = "the images"
}

extension Layer {
  /// Returns the name of the first layer whose output is not finite everywhere, or says that it is the
  /// images; nil where all is finite.
  func placeOfFirstNumberNotFinite(for images: Tensor, in pass: Pass) -> String? {
    guard images.isFinite else { return FiniteCheck.images }
    guard let chain = self as? Sequential else {
      return forward(images, in: pass).output.isFinite ? nil : kind
    }
    var output = images
    for (index, layer) in chain.layers.enumerated() {
      output = layer.erasedForward(output, in: pass.inside(index)).0
      guard output.isFinite else { return chain.names[index] }
    }
    return nil
  }
}

extension Tensor {
  fileprivate var isFinite: Bool { withValues { $0.allSatisfy(\.isFinite) } }
}
