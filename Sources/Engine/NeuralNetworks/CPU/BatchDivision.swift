import Tensors

/// How the blocks of a batch are divided further, where there are fewer of them than threads.
///
/// Only work is divided whose parts have the same bits however many there are, so the number of threads
/// may decide here.
package struct BatchDivision {
  package let blocks: Int
  package let threads: Int

  package init(blocks: Int, threads: Int = Parallelism.threads) {
    self.blocks = blocks
    self.threads = threads
  }

  /// Whether the threads are busy with a whole block each, most of the time.
  package var hasBlocksForAll: Bool {
    let turns = (blocks + threads - 1) / threads
    return 6 * blocks >= 5 * turns * threads
  }

  /// Parts of each block with which every thread has one.
  var partsForAll: Int { (threads + blocks - 1) / blocks }

  /// So many tasks that a thread which is interrupted, as on a machine that others share, leaves some to
  /// the rest.
  var enoughTasks: Int { 3 * threads }

  /// Divides `count` channels, rows or the like of each block.
  ///
  /// - Parameters:
  ///   - count: What is divided.
  ///   - fewest: The fewest that make a part.
  ///   - parts: As many parts there are at least, if there is enough to divide.
  /// - Returns: So many parts as let the last thread be ready soonest, and not more.
  package func parts(of count: Int, fewest: Int = 1, atLeast parts: Int = 1) -> Int {
    let most = max(1, count / fewest)
    let least = min(parts, most)
    var best = (parts: least, time: Int.max)
    for parts in least...max(least, min(most, 2 * partsForAll)) {
      let turns = (blocks * parts + threads - 1) / threads
      let time = turns * ((count + parts - 1) / parts)
      if time < best.time { best = (parts, time) }
    }
    return best.parts
  }

  /// One of the parts into which `0..<count` is divided.
  package static func part(_ part: Int, of parts: Int, in count: Int) -> Range<Int> {
    (part * count / parts)..<((part + 1) * count / parts)
  }
}
