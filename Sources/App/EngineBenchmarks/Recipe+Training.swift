import Convolume
import Datasets
import NeuralNetworks

/// One run of a recipe to the end.
struct RealRun: Encodable, CustomStringConvertible {
  struct Epoch: Encodable {
    var trainingLoss: Double
    var trainingAccuracy: Double
    var seconds: Double
  }

  var seed: Int
  /// The fraction of the test images that are recognised after the last epoch.
  var accuracy: Double
  var correct: Int
  var testImages: Int
  var testLoss: Double
  /// Of training, without reading the data and without the test.
  var seconds: Double
  var epochs: [Epoch]
  /// The mean loss of each hundred batches, epoch by epoch; empty where the recipe keeps none.
  var losses: [Double]

  var description: String {
    "seed \(seed): \(correct) of \(testImages) test images, \(accuracy.percent), "
      + "trained in \(seconds.rounded(places: 1)) s"
  }
}

extension Recipe {
  /// Trains from new weights, and measures on the test images.
  ///
  /// - Parameters:
  ///   - data: What `self.data` loaded.
  ///   - seed: What weights, order, dropout and augmentation depend on.
  ///   - tell: Takes a line after each epoch, and each `lossInterval` batches.
  /// - Returns: Accuracy, losses and seconds.
  /// - Throws: `TrainingError` when the loss is no longer finite.
  func run(on data: ImageDataset, seed: Int, tell: @escaping (String) -> Void = { _ in }) throws
    -> RealRun
  {
    var model = network.model(seed: seed)
    var recent: [Double] = []
    var losses: [Double] = []
    let clock = ContinuousClock()
    let start = clock.now
    let history = try train(
      &model, on: trainingData(from: data.train), optimizer: optimizer, epochs: epochs,
      batch: batch, seed: seed, precision: precision,
      onBatch: { report in
        let place = "seed \(seed), epoch \(report.epoch)"
        if report.batch == report.batches {
          tell("\(place) of \(epochs): loss \(report.runningLoss.rounded(places: 4))")
        }
        guard let lossInterval else { return }
        if report.batch == 1 { recent = [] }
        recent.append(report.loss)
        guard recent.count == lossInterval else { return }
        let mean = recent.reduce(0, +) / Double(lossInterval)
        losses.append(mean)
        recent = []
        tell(
          "\(place), batch \(report.batch) of \(report.batches): "
            + "loss \(mean.rounded(places: 4))")
      })
    let seconds = start.duration(to: clock.now).seconds
    let (correct, loss) = test(model, on: data.test)
    return RealRun(
      seed: seed, accuracy: Double(correct) / Double(data.test.count), correct: correct,
      testImages: data.test.count, testLoss: loss, seconds: seconds,
      epochs: history.epochs.map {
        .init(
          trainingLoss: $0.trainingLoss, trainingAccuracy: $0.trainingAccuracy,
          seconds: $0.seconds)
      },
      losses: losses)
  }

  /// The training images as the network takes them.
  func trainingData(from images: LabeledImages) -> AugmentedImages {
    let enlargement: [any Augmentation] = size.map { [Resize(to: $0)] } ?? []
    return resizesEachBatch
      ? AugmentedImages(images, by: augmentation + enlargement)
      : AugmentedImages(images.transformed(by: enlargement), by: augmentation)
  }

  /// How many images are recognised, and the mean loss; enlarged in parts, to save memory.
  private func test(_ model: Sequential, on images: LabeledImages) -> (correct: Int, loss: Double) {
    var correct = 0
    var loss = 0.0
    for start in stride(from: 0, to: images.count, by: 1000) {
      var part = images.subset(at: Array(start..<min(start + 1000, images.count)))
      if let size { part = part.transformed(by: [Resize(to: size)]) }
      let evaluation = evaluate(model, on: part, batch: batch)
      correct += evaluation.correct
      loss += evaluation.loss * Double(part.count)
    }
    return (correct, loss / Double(images.count))
  }
}
