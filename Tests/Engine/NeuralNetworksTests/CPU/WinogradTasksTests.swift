import NeuralNetworks
import Testing

@Suite struct WinogradTasksTests {
  @Test func `each output of each tile row of each block is computed once`() {
    for (blocks, tileRows, outputs) in [(1, 1, 16), (2, 4, 256), (3, 4, 100), (4, 14, 192)] {
      for threads in [1, 2, 3, 4, 8, 16, 64] {
        let tasks = WinogradTasks(
          blocks: blocks, tileRows: tileRows, outputs: outputs, threads: threads)
        var times = Array(repeating: 0, count: blocks * tileRows * outputs)
        for task in (0..<tasks.count).map({ tasks[$0] }) {
          for row in task.rows {
            for output in task.outputs {
              times[(task.block * tileRows + row) * outputs + output] += 1
            }
          }
        }
        #expect(times.allSatisfy { $0 == 1 })
      }
    }
  }

  /// By hand, for AlexNet's layers of 14 and 4 tile rows and a batch of four blocks.
  @Test func `few threads have halves of a block, many have rows and some of the outputs`() {
    func tasks(_ threads: Int, rows: Int, outputs: Int = 256) -> Int {
      WinogradTasks(blocks: 4, tileRows: rows, outputs: outputs, threads: threads).count
    }
    #expect(tasks(2, rows: 14) == 8)
    #expect(tasks(8, rows: 14) == 4 * 14)
    #expect(tasks(8, rows: 4) == 4 * 4 * 2)
    #expect(tasks(16, rows: 4) == 4 * 4 * 3)
    // Too few outputs to be divided.
    #expect(tasks(16, rows: 4, outputs: 64) == 4 * 4)
  }
}
