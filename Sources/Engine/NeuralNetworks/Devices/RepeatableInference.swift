import Tensors

/// A compiled network that can be timed on its device alone, without the way there and back.
package protocol RepeatableInference: InferenceNetwork {
  /// Puts images, parameters and buffers on the device, where they stay.
  func place(_ images: Tensor, parameters: [Tensor], buffers: [Tensor]) throws

  /// Computes the output of the images placed, so many times one after the other, and waits for the last.
  func computeAgain(times: Int) throws
}
