import CellOutputs
import Datasets
import Foundation
import NeuralNetworks

/// Trains a network on images, as a chapter does.
///
/// A terminal shows how far the run has come. When the environment variable
/// `CONVOLUME_CHECKPOINTS` names a folder, the run is stored there after each epoch: the same run,
/// started again, goes on from there to the same bits, or, when it is finished, is read instead of
/// trained. Printed losses are repeated too.
///
/// ```swift
/// let history = try train(
///   &network, on: mnist.train, validatingOn: mnist.test, optimizer: Adam(learningRate: 0.001),
///   epochs: 10, batch: 64, augmenting: [RandomCrop(padding: 2)], seed: 1)
/// ```
///
/// - Parameters:
///   - model: The network, which is changed.
///   - data: The images to train on. Each epoch shuffles them.
///   - validation: Images that are measured after each epoch, if any.
///   - optimizer: The rule that turns gradients into steps.
///   - loss: What is made small.
///   - epochs: How many times all images are shown.
///   - batch: How many images make one step.
///   - transforms: Changes to each training image, drawn anew in each epoch.
///   - seed: What shuffling, dropout and augmentation depend on; the cell's own unless given.
///   - interval: Prints the mean loss of each so many batches; `nil` prints nothing.
/// - Returns: Losses and accuracies by epoch.
/// - Throws: `DivergedRun` when the loss or a weight is no longer finite, `TrainingError` when there are no
///   images, and the system's error when a checkpoint cannot be written.
@discardableResult
public func train<Model: Layer, Rule: Optimizer>(
  _ model: inout Model, on data: LabeledImages, validatingOn validation: LabeledImages? = nil,
  optimizer: Rule, loss: any Loss = CrossEntropy(), epochs: Int, batch: Int = 64,
  augmenting transforms: [any ImageTransform] = [], seed: Int = Convolume.seed,
  printingEvery interval: Int? = nil
) throws -> History {
  let checkpoint = Checkpoint.forRun(
    of: TrainingRun(
      model: model, data: data, validation: validation, optimizer: optimizer, loss: loss,
      epochs: epochs, batch: batch, transforms: transforms, seed: seed))
  let saved = checkpoint?.read(fitting: model)
  var losses = saved?.losses ?? []
  let batches = (data.count + batch - 1) / max(batch, 1)
  for number in losses.indices { printLoss(number, of: losses, batches: batches, interval) }

  let before = saved?.state.epochs ?? 0
  var stored = before
  do {
    return try train(
      &model, on: AugmentedImages(data, by: transforms), validatingOn: validation,
      optimizer: optimizer, loss: loss, epochs: epochs, batch: batch, seed: seed,
      resumingFrom: saved?.state,
      onEpoch: { state in
        try checkpoint?.write(Checkpoint.Content(losses: losses, state: state))
        stored = state.epochs
      },
      onBatch: { report in
        losses.append(report.loss)
        printLoss(losses.count - 1, of: losses, batches: batches, interval)
        let done = (report.epoch - 1 - before) * report.batches + report.batch
        let left = (report.epochs - before) * report.batches - done
        Session.report(
          TrainingProgress(
            epoch: report.epoch, epochs: report.epochs, batch: report.batch,
            batches: report.batches, loss: report.runningLoss,
            secondsLeft: report.seconds / Double(done) * Double(left)))
      })
  } catch let error as TrainingError {
    switch error {
    case .diverged, .divergedAfter:
      throw DivergedRun(finding: "\(error)", lastGood: lastGood(checkpoint, epochs: stored))
    default: throw error
    }
  }
}

/// Where the last weights are that were stored, if any were.
private func lastGood(_ checkpoint: Checkpoint?, epochs: Int) -> DivergedRun.LastGood {
  guard let checkpoint else { return .noFolder }
  return epochs == 0
    ? .noEpoch : .checkpoint(file: checkpoint.file.lastPathComponent, epoch: epochs)
}

/// Prints the mean loss of the last `interval` batches when batch `number` completes them.
private func printLoss(_ number: Int, of losses: [Double], batches: Int, _ interval: Int?) {
  guard let interval, interval > 0 else { return }
  let (epoch, batch) = (number / batches + 1, number % batches + 1)
  guard batch % interval == 0 else { return }
  let mean = losses[(number - interval + 1)...number].reduce(0, +) / Double(interval)
  print("epoch \(epoch), batch \(batch) of \(batches): loss \(mean.rounded(places: 4))")
}
