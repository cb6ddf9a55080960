import Contracts
import NeuralNetworks
import Plots
import Tensors

/// Draws how sure a network is of a class while a patch covers each part of the image in turn.
///
/// Where the probability falls, the network was looking.
///
/// - Parameters:
///   - model: The network, ending in scores `[batch, classes]`.
///   - image: As the network takes it, `[channels, height, width]`, or a batch of one.
///   - label: The class.
///   - patch: The side of the square patch, in pixels; odd, so that it has a middle.
///   - fill: The number that covers; 0 is the mean of normalised images.
/// - Returns: At each pixel, the probability of the class with the patch around it. At the border a part of
///   the patch lies outside.
/// - Precondition: One image, a class that the network knows, an odd patch.
/// - SeeAlso: Zeiler and Fergus, *Visualizing and Understanding Convolutional Networks*, ECCV 2014,
///   section 4.2.
public func occlusionMap(
  of model: some Layer, image: Tensor, label: Int, patch: Int = 5, fill: Float = 0
) -> HeatMap {
  let shape = image.rank == 4 && image.shape[0] == 1 ? Array(image.shape.dropFirst()) : image.shape
  require(
    shape.count == 3,
    "occlusionMap: expected one image, [channels, height, width], got \(image.shape).")
  require(
    patch >= 1 && patch % 2 == 1,
    "occlusionMap: the patch needs an odd side, so that it has a middle; got \(patch).")
  let (channels, height, width) = (shape[0], shape[1], shape[2])
  let reach = patch / 2
  var probabilities: [Float] = []
  for row in 0..<height {
    var values: [Float] = []
    values.reserveCapacity(width * image.count)
    for column in 0..<width {
      var covered = image.values
      for channel in 0..<channels {
        for y in max(row - reach, 0)...min(row + reach, height - 1) {
          for x in max(column - reach, 0)...min(column + reach, width - 1) {
            covered[(channel * height + y) * width + x] = fill
          }
        }
      }
      values += covered
    }
    let answers = Softmax()(model(Tensor(values, shape: [width] + shape)))
    require(
      answers.rank == 2 && label >= 0 && label < answers.shape[1],
      "occlusionMap: expected a class below \(answers.shape.last ?? 0), got \(label).")
    probabilities += (0..<width).map { answers[$0, label] }
  }
  return HeatMap(values: probabilities, rows: height, columns: width)
    .colors("probability", palette: .sequential, range: 0...1)
}
