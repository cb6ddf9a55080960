import Tensors

/// Small blockwise operators that follow each other, run as one.
final class OperatorChain: CPUOperator {
  private let operators: [any BlockwiseOperator]
  private let forwardStages: [BlockStage]
  private let backwardStages: [BlockStage]
  /// The same as `stretches` divides them; made at the first run, when all memory has its place.
  private lazy var forwardStretches = Self.stretches(of: forwardStages)
  private lazy var backwardStretches = Self.stretches(of: backwardStages)

  init(_ operators: [any BlockwiseOperator]) {
    self.operators = operators
    forwardStages = operators.flatMap(\.forwardStages)
    backwardStages = operators.reversed().flatMap(\.backwardStages)
  }

  func forward(_ run: ExecutionContext) {
    for each in operators { each.prepare(run) }
    if BatchDivision(blocks: run.blocks).hasBlocksForAll {
      runEachBlock(forwardStages, in: run)
    } else {
      for stretch in forwardStretches { run.forEachPart(of: stretch) }
    }
  }

  func backward(_ run: ExecutionContext) {
    if BatchDivision(blocks: run.blocks).hasBlocksForAll {
      runEachBlock(backwardStages, in: run)
    } else {
      for stretch in backwardStretches { run.forEachPart(of: stretch) }
    }
    for each in operators { each.finish(run) }
  }

  private func runEachBlock(_ stages: [BlockStage], in run: ExecutionContext) {
    forEachTask(run.blocks, work: stages.reduce(0) { $0 + $1.work } * run.blocks) { block in
      for stage in stages { stage.body(run, block, 0..<stage.channels) }
    }
  }

  /// Cuts stages into stretches of which some channels can be computed while others are stages behind.
  private static func stretches(of stages: [BlockStage]) -> [[BlockStage]] {
    var stretches = [[BlockStage]]()
    for stage in stages {
      if let last = stretches.last, last.allSatisfy({ stage.canFollow($0) }) {
        stretches[stretches.count - 1].append(stage)
      } else {
        stretches.append([stage])
      }
    }
    return stretches
  }

  /// Joins neighbours among the operators that are small and blockwise.
  static func joining(_ operators: [any CPUOperator]) -> [any CPUOperator] {
    var joined = [any CPUOperator]()
    var waiting = [any BlockwiseOperator]()
    func flush() {
      if !waiting.isEmpty { joined.append(OperatorChain(waiting)) }
      waiting = []
    }
    for each in operators {
      if let each = each as? any BlockwiseOperator, each.isSmall {
        waiting.append(each)
      } else {
        flush()
        joined.append(each)
      }
    }
    flush()
    return joined
  }
}
