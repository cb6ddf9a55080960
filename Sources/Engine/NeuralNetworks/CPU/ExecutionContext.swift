import CKernels
import Synchronization
import Tensors

/// How many images are interleaved: one block of a batch.
let blockSize = Int(CONVOLUME_BLOCK_SIZE)

/// Returns `count` rounded up to whole vectors of a batch block.
func wholeVectors(_ count: Int) -> Int { (count + blockSize - 1) / blockSize * blockSize }

/// One batch on its way through a network: where everything lies.
struct ExecutionContext {
  /// Images of this batch.
  let images: Int

  /// Training or not, and where dropout draws its numbers.
  let pass: Pass

  /// Each parameter, in the order of `visitParameters`.
  let parameterTensors: [Tensor]

  /// Where each of them lies.
  let parameters: [UnsafePointer<Float>]

  /// Where the gradient of each parameter goes, in the same order; empty outside training.
  let parameterGradients: [UnsafeMutablePointer<Float>]

  /// What is collected without a gradient, in the order of `visitStatistics`: as it was before training.
  let buffers: [Tensor]

  let arena: Arena

  /// Blocks of sixteen images; the last may hold fewer.
  var blocks: Int { (images + blockSize - 1) / blockSize }

  /// Images of one block.
  func images(in block: Int) -> Int { min(blockSize, images - block * blockSize) }

  /// The numbers of one block in a buffer.
  func values(_ buffer: InterleavedBuffer, block: Int) -> UnsafeMutablePointer<Float> {
    arena.blocks + buffer.values + block * arena.blockStride
  }

  /// The gradient of the same numbers.
  func gradient(_ buffer: InterleavedBuffer, block: Int) -> UnsafeMutablePointer<Float> {
    arena.blocks + buffer.gradient + block * arena.blockStride
  }

  /// Memory that an operator has reserved for itself.
  func memory(_ workspace: Workspace) -> UnsafeMutablePointer<Float> {
    arena.workspaces + workspace.offset
  }
}

extension ExecutionContext {
  /// Interleaves a batch: `place` says where the numbers of each block go.
  func lay(_ batch: Tensor, at place: (_ block: Int) -> UnsafeMutablePointer<Float>) {
    let count = batch.count / images
    batch.withValues { rows in
      guard let rows = rows.baseAddress else { return }
      forEachPart(of: count) { block, features in
        convolume_interleave(
          rows + block * blockSize * count + features.lowerBound, Int64(count),
          Int64(images(in: block)), Int64(features.count),
          place(block) + features.lowerBound * blockSize)
      }
    }
  }

  /// Returns as a batch, `[images] + shape`, what lies where `place` says.
  func batch(
    of shape: [Int], from place: (_ block: Int) -> UnsafeMutablePointer<Float>
  ) -> Tensor {
    Tensor(shape: [images] + shape) { rows in
      guard let start = rows.baseAddress else { return }
      let count = rows.count / images
      forEachPart(of: count) { block, features in
        convolume_deinterleave(
          place(block) + features.lowerBound * blockSize, Int64(features.count),
          Int64(images(in: block)), start + block * blockSize * count + features.lowerBound,
          Int64(count))
      }
    }
  }

  /// Calls `body` for some features of each block: so many that they fill a core's cache at most.
  private func forEachPart(
    of count: Int, _ body: (_ block: Int, _ features: Range<Int>) -> Void
  ) {
    let parts = (count + (1 << 14) - 1) >> 14
    forEachTask(blocks * parts, work: Work.moving(images * count)) { task in
      let (block, part) = task.quotientAndRemainder(dividingBy: parts)
      body(block, BatchDivision.part(part, of: parts, in: count))
    }
  }
}
