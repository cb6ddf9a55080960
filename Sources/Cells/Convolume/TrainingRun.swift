import Datasets
import NeuralNetworks
import Tensors

/// All that the result of a training run depends on.
///
/// That is every stored property of what takes part, the data, and the engine's own sources. Where a
/// chapter's code takes part, a layer or a loss of its own, a closure, it is all that the cell depends on
/// as well: such code may read whatever the chapter holds.
package struct TrainingRun {
  /// The SHA-256 of all of it, in hexadecimal; `nil` when code takes part of which nothing is known,
  /// as outside a chapter.
  package let key: String?

  /// Identifies a run by all that `train` is given.
  ///
  /// `moment` tells what the cell that runs depends on, for a digest of all the rest; `nil` outside a
  /// chapter.
  package init(
    model: some Layer, data: LabeledImages, validation: LabeledImages?, optimizer: some Optimizer,
    loss: any Loss, epochs: Int, batch: Int, transforms: [any ImageTransform], seed: Int,
    moment: (_ run: String) -> String? = Session.moment(of:)
  ) {
    var identity = ValueIdentity()
    identity.add("engine", BuiltFrom.engine)
    // Other kernels add in another order, which shows in the last bits; the number of threads does not.
    identity.add("instructions", "\(InstructionSet.current)")
    identity.add("BLAS", "\(BLASLibrary.build), \(BLASLibrary.core)")
    identity.add("device", Device.current.kind == .cpu ? "processor" : "\(Device.current)")
    // The versions of a card's libraries, which the engine does not know.
    identity.add("device's libraries", Session.device ?? "unknown")
    identity.add("model", model)
    for (role, images) in [("data", data), ("validation", validation)] {
      identity.add("\(role), images", images?.digest ?? "none")
      identity.add("\(role), normalization", images?.normalization as Any)
    }
    identity.add("optimizer", optimizer)
    identity.add("loss", loss)
    identity.add("epochs", epochs)
    identity.add("batch", batch)
    identity.add("transforms", transforms)
    identity.add("seed", seed)
    let run = identity.hexadecimal
    guard identity.dependsOnCell else {
      key = run
      return
    }
    guard let moment = moment(run) else {
      key = nil
      return
    }
    identity.add("cell", moment)
    key = identity.hexadecimal
  }
}
