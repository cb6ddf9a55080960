import Datasets
import Foundation
import NeuralNetworks
import Tensors

/// How long one waits for an epoch on real data, and what it was measured with.
struct EpochReport: Encodable, CustomStringConvertible {
  let network: Network
  let mode = "epoch"
  let batch: Int
  let images: Int
  let threads = Parallelism.threads
  let device: String
  let blasCore = BLASLibrary.core
  let matrixProducts = MatrixProducts.current.rawValue
  let instructionSet = InstructionSet.current.rawValue
  /// From before the files are read until the last batch is trained.
  let seconds: Double
  /// The part of it in which files are read and images are resized.
  let readingSeconds: Double
  let trainingLoss: Double
  let imagesPerS: Double
  let peakRssMib: Double

  init(measuring recipe: Recipe, seed: Int) throws {
    // A card is opened first: starting its driver is loading a library, which is not counted.
    device = Device.current.description
    let clock = ContinuousClock()
    let start = clock.now
    let data = try recipe.data.load()
    let training = recipe.trainingData(from: data.train)
    let prepared = clock.now
    var model = recipe.network.model(seed: seed)
    let history = try train(
      &model, on: training, optimizer: recipe.optimizer, epochs: 1, batch: recipe.batch,
      seed: seed)
    let end = clock.now

    network = recipe.network
    batch = recipe.batch
    images = training.count
    seconds = start.duration(to: end).seconds
    readingSeconds = start.duration(to: prepared).seconds
    trainingLoss = history.epochs.last?.trainingLoss ?? .nan
    imagesPerS = Double(training.count) / seconds
    peakRssMib = ProcessMemory.peakMebibytes
  }

  var description: String {
    String(
      format: "%@ epoch of %d images, batch %d, %d threads, BLAS core %@, kernels %@: %.2f s, "
        + "of which reading and resizing %.2f s; loss %.3f, peak memory %.0f MiB",
      network.rawValue, images, batch, threads, blasCore, instructionSet, seconds, readingSeconds,
      trainingLoss, peakRssMib)
  }
}
