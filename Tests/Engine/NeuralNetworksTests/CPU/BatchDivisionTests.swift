import NeuralNetworks
import Testing

@Suite struct BatchDivisionTests {
  @Test func `the parts of a block are all of it, and none is empty`() {
    for blocks in 1...6 {
      for threads in 1...17 {
        let division = BatchDivision(blocks: blocks, threads: threads)
        for count in 1...20 {
          for (fewest, least) in [(1, 1), (2, 1), (1, 8), (3, 2)] {
            let parts = division.parts(of: count, fewest: fewest, atLeast: least)
            let ranges = (0..<parts).map { BatchDivision.part($0, of: parts, in: count) }
            #expect(ranges.flatMap { Array($0) } == Array(0..<count))
            #expect(ranges.allSatisfy { $0.count >= min(fewest, count) })
          }
        }
      }
    }
  }

  /// By hand: four blocks of sixteen channels.
  @Test func `a block is divided among as many threads as it has`() {
    func parts(_ threads: Int, of count: Int, fewest: Int = 2) -> Int {
      BatchDivision(blocks: 4, threads: threads).parts(of: count, fewest: fewest)
    }
    #expect(parts(1, of: 16) == 1)
    #expect(parts(2, of: 16) == 1)
    #expect(parts(4, of: 16) == 1)
    #expect(parts(8, of: 16) == 2)
    #expect(parts(16, of: 16) == 4)
    // Six channels in two parts of three: on eight threads, three parts of two would take two turns.
    #expect(parts(8, of: 6) == 2)
    #expect(parts(16, of: 6) == 3)
  }

  @Test func `whole blocks are enough where each thread has as many`() {
    #expect(BatchDivision(blocks: 4, threads: 4).hasBlocksForAll)
    #expect(BatchDivision(blocks: 4, threads: 2).hasBlocksForAll)
    #expect(!BatchDivision(blocks: 4, threads: 3).hasBlocksForAll)
    #expect(!BatchDivision(blocks: 4, threads: 5).hasBlocksForAll)
    #expect(BatchDivision(blocks: 16, threads: 3).hasBlocksForAll)
  }
}
