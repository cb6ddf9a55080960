import CKernels
import Synchronization
import Tensors

/// How many images lie abreast.
let laneCount = Int(CONVOLUME_LANES)

/// Returns `count` rounded up to whole lane vectors.
func wholeVectors(_ count: Int) -> Int { (count + laneCount - 1) / laneCount * laneCount }

/// One batch on its way through a network: where everything lies.
struct LaneRun {
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

  let arena: LaneArena

  /// Groups of sixteen images; in the last, some lanes may be without an image.
  var groups: Int { (images + laneCount - 1) / laneCount }

  /// Images in the lanes of one group.
  func images(in group: Int) -> Int { min(laneCount, images - group * laneCount) }

  /// The numbers of one group in a buffer.
  func values(_ buffer: LaneBuffer, group: Int) -> UnsafeMutablePointer<Float> {
    arena.start + buffer.values + group * buffer.valueStride
  }

  /// The gradient of the same numbers.
  func gradient(_ buffer: LaneBuffer, group: Int) -> UnsafeMutablePointer<Float> {
    arena.start + buffer.gradient + group * buffer.gradientStride
  }

  /// Memory that a stage has reserved for itself.
  func memory(_ block: LaneBlock) -> UnsafeMutablePointer<Float> { arena.start + block.offset }
}

extension LaneRun {
  /// Lays a batch abreast: `place` says where the numbers of each group go.
  func lay(_ batch: Tensor, at place: (_ group: Int) -> UnsafeMutablePointer<Float>) {
    let count = batch.count / images
    batch.withValues { rows in
      guard let rows = rows.baseAddress else { return }
      forEachGroup(of: count) { group in
        convolume_lanes_from_rows(
          rows + group * laneCount * count, Int64(count), Int64(images(in: group)), Int64(count),
          place(group))
      }
    }
  }

  /// Returns as a batch, `[images] + shape`, what lies abreast where `place` says.
  func batch(
    of shape: [Int], from place: (_ group: Int) -> UnsafeMutablePointer<Float>
  ) -> Tensor {
    Tensor(shape: [images] + shape) { rows in
      guard let start = rows.baseAddress else { return }
      let count = rows.count / images
      forEachGroup(of: count) { group in
        convolume_lanes_to_rows(
          place(group), Int64(count), Int64(images(in: group)), start + group * laneCount * count,
          Int64(count))
      }
    }
  }

  /// Calls `body` for each group, on several threads unless an image has few numbers.
  private func forEachGroup(of count: Int, _ body: (Int) -> Void) {
    forEachPart(of: groups, length: count < 64 ? groups : 1) { part in part.forEach(body) }
  }
}

/// The numbers between two stages.
final class LaneBuffer {
  /// How many numbers one image has.
  let count: Int

  /// Where in the arena the first group lies, and how far it is to the next.
  fileprivate(set) var values = 0
  fileprivate(set) var valueStride = 0

  /// The same for their gradient.
  fileprivate(set) var gradient = 0
  fileprivate(set) var gradientStride = 0

  init(_ count: Int) { self.count = count }
}

/// Memory of a stage's own.
final class LaneBlock {
  let count: Int

  /// Whether its content may be overwritten as soon as the stage's forward or backward is over.
  let isBorrowed: Bool

  fileprivate(set) var offset = 0

  init(_ count: Int, isBorrowed: Bool) {
    self.count = count
    self.isBorrowed = isBorrowed
  }
}

/// All memory of a network at work, planned from its shapes and taken at once.
///
/// A training step keeps each stage's output until its backward pass. Gradients live only from one
/// stage to the one before it, so two places are enough for them, used in turn; so it is with outputs
/// when nothing is trained. Each group has places of its own: it may be stages ahead of another.
final class LaneArena {
  let start: UnsafeMutablePointer<Float>
  private let scratch: Mutex<[ScratchBlock]> = Mutex([])
  private let scratchCount: Int

  /// Plans and takes the memory.
  ///
  /// - Parameters:
  ///   - buffers: What lies between the stages, from the input to the output.
  ///   - blocks: What the stages have reserved.
  ///   - groups: The most groups of sixteen images in a batch.
  ///   - learning: The buffers that get gradients, when there is a backward pass, for which all outputs
  ///     are kept; nil otherwise.
  ///   - scratch: The most numbers that one task needs for a moment.
  init(
    _ buffers: [LaneBuffer], _ blocks: [LaneBlock], groups: Int, learning: Range<Int>?,
    scratch: Int
  ) {
    var end = 0
    func place(_ count: Int) -> Int {
      defer { end += wholeVectors(count) }
      return end
    }
    // Sets for each buffer where its first group lies, and how far it is to the next.
    func placeInTurn(_ buffers: ArraySlice<LaneBuffer>, _ set: (LaneBuffer, Int, Int) -> Void) {
      for turn in [0, 1] {
        let sharing = buffers.indices.filter { $0 % 2 == turn }.map { buffers[$0] }
        let stride = (sharing.map(\.count).max() ?? 0) * laneCount
        let start = place(stride * groups)
        for buffer in sharing { set(buffer, start, stride) }
      }
    }
    if let learning {
      for buffer in buffers {
        buffer.valueStride = buffer.count * laneCount
        buffer.values = place(buffer.valueStride * groups)
      }
      placeInTurn(buffers[learning]) { ($0.gradient, $0.gradientStride) = ($1, $2) }
    } else {
      placeInTurn(buffers[...]) { ($0.values, $0.valueStride) = ($1, $2) }
    }
    for block in blocks where !block.isBorrowed { block.offset = place(block.count) }
    let borrowed = place(blocks.filter(\.isBorrowed).map(\.count).max() ?? 0)
    for block in blocks where block.isBorrowed { block.offset = borrowed }
    start = Self.allocate(end)
    scratchCount = scratch
  }

  deinit {
    start.deallocate()
    scratch.withLock { for block in $0 { block.start.deallocate() } }
  }

  /// Calls `body` with room for as many numbers as any task needs.
  func withScratch(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    let block =
      scratch.withLock { $0.popLast() } ?? ScratchBlock(start: Self.allocate(scratchCount))
    body(block.start)
    scratch.withLock { $0.append(block) }
  }

  private static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(count, 1))
  }
}

/// Memory that one task at a time uses.
private struct ScratchBlock: @unchecked Sendable {
  let start: UnsafeMutablePointer<Float>
}
