import NeuralNetworks
import Tensors

/// The times of single steps on random images in memory.
struct StepTimes {
  var network: Network
  var batch: Int
  var steps: Int
  /// Steps before the first that counts: they warm caches and touch memory for the first time.
  var warmup: Int
  var seed: Int

  /// Milliseconds of each step of Adam, read between the engine's own reports.
  ///
  /// A step is everything that training does from one batch to the next: gathering the batch,
  /// forward, backward, and the optimizer.
  func training() throws -> [Double] {
    // Several batches make an epoch, as in a real run.
    let batchesPerEpoch = network == .alexnet ? 2 : 16
    let count = batch * batchesPerEpoch
    let data = LabeledBatch(images: images(count), labels: (0..<count).map { $0 % 10 })
    let epochs = (warmup + steps + batchesPerEpoch - 1) / batchesPerEpoch
    var model = network.model(seed: seed)
    var times: [Double] = []
    let clock = ContinuousClock()
    var last = clock.now
    try train(
      &model, on: data, optimizer: Adam(learningRate: 0.001), epochs: epochs, batch: batch,
      seed: seed,
      onBatch: { _ in
        let now = clock.now
        times.append(last.duration(to: now).milliseconds)
        last = now
      })
    return Array(times[warmup..<warmup + steps])
  }

  /// Milliseconds of each forward pass, in which nothing is kept for a backward pass.
  func inference() -> [Double] {
    let model = network.model(seed: seed)
    let images = images(batch)
    let clock = ContinuousClock()
    var scores = Tensor(zeros: [1])
    let times = (0..<warmup + steps).map { _ in
      clock.measure { scores = model(images) }.milliseconds
    }
    precondition(scores.shape == [batch, 10])
    return Array(times.suffix(steps))
  }

  private func images(_ count: Int) -> Tensor {
    .normal(shape: [count] + network.imageShape, seed: seed + 1)
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }

  var seconds: Double { milliseconds / 1e3 }
}
