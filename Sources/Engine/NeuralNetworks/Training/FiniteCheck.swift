import CKernels
import Synchronization
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
      let (input, inside) = (output, pass.inside(index))
      output = layer.erasedForward(input, in: inside).0
      guard !output.isFinite else { continue }
      guard layer is Sequential,
        let place = layer.placeOfFirstNumberNotFinite(for: input, in: inside)
      else { return chain.names[index] }
      return "\(chain.names[index]).\(place)"
    }
    return nil
  }

  /// The name of the first parameter or statistic that is not finite everywhere; nil where all are.
  var nameOfFirstValueNotFinite: String? {
    (parameters + statistics).first { !$0.value.isFinite }?.name
  }
}

extension Tensor {
  fileprivate var isFinite: Bool {
    withValues { values in
      guard let start = values.baseAddress else { return true }
      let isFinite = Atomic(true)
      forEachPart(of: values.count, length: 1 << 16, work: Work.moving(values.count)) { part in
        if convolume_is_finite(start + part.lowerBound, Int64(part.count)) == 0 {
          isFinite.store(false, ordering: .relaxed)
        }
      }
      return isFinite.load(ordering: .relaxed)
    }
  }
}
