import Synchronization
import Tensors

/// The numbers between two operators, `[row of numbers][16]` for each block of images.
final class InterleavedBuffer {
  /// How many numbers one image has.
  let count: Int

  /// Into how many equal parts they may be divided: the channels of an image, or the features.
  let divisions: Int

  /// Its place in the memory of a block, and that of its gradient where someone needs it.
  var valueBlock: MemoryPlan.Block?
  var gradientBlock: MemoryPlan.Block?

  /// The buffer as each of its readers sees it, where there are several: each with a gradient of its own.
  var contributions: [(reader: Int, view: InterleavedBuffer)] = []

  /// Where its numbers begin in the memory of a block, and where their gradient does.
  fileprivate(set) var values = 0
  fileprivate(set) var gradient = 0

  /// - Parameter shape: That of one image or feature vector.
  init(_ shape: [Int]) {
    count = shape.reduce(1, *)
    divisions = max(1, shape.first ?? 1)
  }

  var hasGradient: Bool { gradientBlock != nil }

  fileprivate func take(_ placement: MemoryPlan.Placement) {
    if let valueBlock { values = placement[valueBlock] / 4 }
    if let gradientBlock { gradient = placement[gradientBlock] / 4 }
    for (_, view) in contributions { view.take(placement) }
  }
}

extension InterleavedBuffer {
  /// The memory of a buffer, or of its gradient, in that of a block.
  enum Place {
    case values(InterleavedBuffer)
    case gradient(InterleavedBuffer)

    private var numbers: Range<Int> {
      switch self {
      case .values(let buffer): buffer.values..<buffer.values + buffer.count * blockSize
      case .gradient(let buffer): buffer.gradient..<buffer.gradient + buffer.count * blockSize
      }
    }

    /// Whether the two share memory, as what is never needed at the same moment may.
    func overlaps(_ other: Place) -> Bool { numbers.overlaps(other.numbers) }

    /// Whether they are the same numbers.
    func isSame(as other: Place) -> Bool {
      switch (self, other) {
      case (.values(let one), .values(let other)), (.gradient(let one), .gradient(let other)):
        one === other
      default: false
      }
    }
  }
}

/// Memory of an operator's own.
final class Workspace {
  let count: Int

  /// Whether its content may be overwritten as soon as the operator's forward or backward is over.
  let isBorrowed: Bool

  fileprivate(set) var offset = 0

  init(_ count: Int, isBorrowed: Bool) {
    self.count = count
    self.isBorrowed = isBorrowed
  }
}

/// All memory of a network at work, planned from its shapes and taken at once.
///
/// Each block of images has a region of its own, since it may be operators ahead of another block; within
/// it, what is never needed at the same moment shares a place.
final class Arena {
  let blocks: UnsafeMutablePointer<Float>
  let workspaces: UnsafeMutablePointer<Float>

  /// How far the region of one block is from that of the next, in numbers.
  let blockStride: Int

  private let scratch: Mutex<[ScratchBlock]> = Mutex([])
  private let scratchCount: Int

  /// Takes the memory that a compiled network needs, and tells its buffers and workspaces their places.
  init(_ compiler: CPUCompiler) {
    let placement = compiler.memory.placed()
    for buffer in compiler.allBuffers { buffer.take(placement) }
    // An odd number of cache lines more, so that equal places of two blocks do not meet in the cache.
    blockStride = placement.bytes / 4 + blockSize
    blocks = Self.allocate(blockStride * compiler.blocks)
    var end = 0
    func place(_ count: Int) -> Int {
      defer { end += wholeVectors(count) }
      return end
    }
    for workspace in compiler.workspaces where !workspace.isBorrowed {
      workspace.offset = place(workspace.count)
    }
    let borrowed = compiler.workspaces.filter(\.isBorrowed)
    let start = place(borrowed.map(\.count).max() ?? 0)
    for workspace in borrowed { workspace.offset = start }
    workspaces = Self.allocate(end)
    scratchCount = compiler.scratch
  }

  deinit {
    blocks.deallocate()
    workspaces.deallocate()
    scratch.withLock { for block in $0 { block.start.deallocate() } }
  }

  /// Calls `body` with room for as many numbers as any task needs: the same that the thread had before,
  /// where it can be, since that is in its core's cache.
  func withScratch(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    let thread = currentThread
    let idle = scratch.withLock { blocks in
      (blocks.lastIndex { $0.thread == thread } ?? blocks.indices.last)
        .map { blocks.remove(at: $0) }
    }
    let block = ScratchBlock(
      start: idle?.start ?? Self.allocate(scratchCount), thread: thread)
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
  /// Who had it last.
  let thread: UInt
}
