/// Where everything of a compiled network lies, in one piece of a device's memory.
///
/// A network's moments are known when it is compiled: forward through its steps, the loss, backward. What
/// is never needed at the same moment may share a place, so gradients and working memory lie where others
/// were before. The places are found once, largest block first, each as low as it fits.
package struct MemoryPlan {
  /// A piece of memory and the moments in which it is needed.
  package struct Block: Hashable {
    fileprivate let index: Int
  }

  private struct Request {
    let bytes: Int
    var moments: ClosedRange<Int>
  }

  /// All blocks begin at a multiple of so many bytes.
  package static let alignment = 256

  private var requests: [Request] = []

  package init() {}

  /// Reserves memory.
  ///
  /// - Parameters:
  ///   - bytes: How much.
  ///   - moments: The first and the last moment at which its content matters.
  /// - Returns: The block, whose place `placed()` tells.
  package mutating func reserve(bytes: Int, during moments: ClosedRange<Int>) -> Block {
    requests.append(Request(bytes: max(bytes, 1), moments: moments))
    return Block(index: requests.count - 1)
  }

  /// The blocks' places.
  package struct Placement {
    /// Where each block begins.
    private let offsets: [Int]
    /// How much memory all of them take.
    package let bytes: Int

    fileprivate init(offsets: [Int], bytes: Int) {
      self.offsets = offsets
      self.bytes = bytes
    }

    package subscript(block: Block) -> Int { offsets[block.index] }
  }

  /// Finds a place for each block.
  package func placed() -> Placement {
    var offsets = Array(repeating: 0, count: requests.count)
    var placed = [Int]()
    var end = 0
    let bySize = requests.indices.sorted {
      (requests[$0].bytes, $1) > (requests[$1].bytes, $0)
    }
    for index in bySize {
      let request = requests[index]
      let neighbours =
        placed.filter { requests[$0].moments.overlaps(request.moments) }
        .sorted { offsets[$0] < offsets[$1] }
      var place = 0
      for other in neighbours where offsets[other] < place + request.bytes {
        place = max(place, aligned(offsets[other] + requests[other].bytes))
      }
      offsets[index] = place
      placed.append(index)
      end = max(end, place + request.bytes)
    }
    return Placement(offsets: offsets, bytes: aligned(end))
  }

  private func aligned(_ offset: Int) -> Int {
    (offset + Self.alignment - 1) / Self.alignment * Self.alignment
  }
}
