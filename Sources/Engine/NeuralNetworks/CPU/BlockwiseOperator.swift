import Tensors

/// An operator that handles each block of sixteen images by itself, and a block by its channels.
///
/// Several such operators behind each other run as one: where there are blocks enough for all threads, a
/// task is one block, whose numbers stay in the cache of one core from the first operator to the last;
/// where there are not, a task is some channels of a block.
protocol BlockwiseOperator: CPUOperator {
  /// Gets ready, before the blocks, what depends on the parameters alone.
  func prepare(_ run: ExecutionContext)

  /// How a block's output is computed, step by step.
  var forwardStages: [BlockStage] { get }

  /// How the gradients are computed that a block contributes.
  var backwardStages: [BlockStage] { get }

  /// Adds up, after the blocks, what each contributed.
  func finish(_ run: ExecutionContext)

  /// Whether the numbers of a block stay in a core's cache from one operator to the next.
  var isSmall: Bool { get }
}

/// A step over some channels of one block.
///
/// What it computes of a channel has the same bits whatever else is computed with it: the division among
/// threads shows nowhere.
struct BlockStage {
  /// How many channels there are.
  let channels: Int

  /// The fewest channels that make a task: fewer would leave a convolution's registers empty.
  var fewestChannels = 1

  /// The multiplications of one block; see `Work`.
  let work: Int

  /// What it reads of all channels, whichever it computes.
  var reads: [InterleavedBuffer.Place] = []

  /// What it reads or writes of those channels alone that it computes.
  let channelwise: [InterleavedBuffer.Place]

  let body: (_ run: ExecutionContext, _ block: Int, _ channels: Range<Int>) -> Void

  /// Whether it may work on some channels while others are still at an earlier stage.
  ///
  /// The two then meet in no memory but that of the same channels. Buffers that are never needed at the
  /// same moment may share memory.
  func canFollow(_ earlier: BlockStage) -> Bool {
    channels == earlier.channels
      && !channelwise.contains { mine in
        earlier.reads.contains { $0.overlaps(mine) }
          || earlier.channelwise.contains { $0.overlaps(mine) && !$0.isSame(as: mine) }
      }
      && !reads.contains { mine in earlier.channelwise.contains { $0.overlaps(mine) } }
  }
}

extension BlockwiseOperator {
  var isSmall: Bool { true }

  func prepare(_ run: ExecutionContext) {}
  func finish(_ run: ExecutionContext) {}

  func forward(_ run: ExecutionContext) {
    prepare(run)
    for stage in forwardStages { run.forEachPart(of: [stage], isLarge: true) }
  }

  func backward(_ run: ExecutionContext) {
    for stage in backwardStages { run.forEachPart(of: [stage], isLarge: true) }
    finish(run)
  }
}

extension ExecutionContext {
  /// Runs stages that stay in their channels, one after the other in each of some parts of each block.
  ///
  /// Large ones are divided a little further, so that a thread that is interrupted delays less.
  func forEachPart(of stages: [BlockStage], isLarge: Bool = false) {
    guard let first = stages.first else { return }
    let work = stages.reduce(0) { $0 + $1.work } * blocks
    let division = BatchDivision(blocks: blocks)
    let parts = division.parts(
      of: first.channels, fewest: stages.map(\.fewestChannels).max() ?? 1,
      atLeast: isLarge ? max(4, 4 * division.partsForAll) : 1)
    forEachTask(blocks * parts, work: work) { task in
      let (block, part) = task.quotientAndRemainder(dividingBy: parts)
      let channels = BatchDivision.part(part, of: parts, in: first.channels)
      for stage in stages { stage.body(self, block, channels) }
    }
  }
}
