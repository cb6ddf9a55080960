import Tensors

/// How a convolution by Winograd's scheme is divided among the threads: into rows of each block's tiles
/// and, where those are few, into some of the outputs.
///
/// What is computed of an output has the same bits in every division.
package struct WinogradTasks {
  package struct Task {
    package let block: Int
    package let rows: Range<Int>
    package let outputs: Range<Int>
  }

  private let blocks: Int
  private let tileRows: Int
  private let outputs: Int
  /// Parts of a block's tile rows, and of the outputs.
  private let strips: Int
  private let parts: Int

  /// The fewest outputs that make a part: each part transforms all of the input under its tiles, which
  /// takes a seventh as long as the products with 48 outputs.
  private static let fewestOutputs = 48

  package init(blocks: Int, tileRows: Int, outputs: Int, threads: Int = Parallelism.threads) {
    self.blocks = blocks
    self.tileRows = tileRows
    self.outputs = outputs
    let wanted = BatchDivision(blocks: blocks, threads: threads).enoughTasks
    // The lower tiles may have fewer outputs, so that halves are not equal, but single rows are many.
    strips = 2 * blocks < wanted ? tileRows : min(2, tileRows)
    let rows = max(1, blocks * strips)
    parts = max(1, min((wanted + rows - 1) / rows, outputs / Self.fewestOutputs))
  }

  package var count: Int { blocks * parts * strips }

  package subscript(index: Int) -> Task {
    let (rest, strip) = index.quotientAndRemainder(dividingBy: strips)
    let (block, part) = rest.quotientAndRemainder(dividingBy: parts)
    return Task(
      block: block, rows: BatchDivision.part(strip, of: strips, in: tileRows),
      outputs: BatchDivision.part(part, of: parts, in: outputs))
  }
}
