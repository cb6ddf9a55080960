import Tensors

/// A layer that can work on sixteen images abreast.
protocol LaneLayer: Layer {
  /// Adds the layer's stage to the plan, or says with `false` that its settings are beyond it; the plan
  /// is then thrown away.
  ///
  /// Stages are shared between a plan and its copies, so a layer may change those before it only when
  /// nothing can fail any more.
  func plan(_ planner: inout LanePlanner) -> Bool
}

/// A plan in the making: the stages of a network and the memory that they need.
struct LanePlanner {
  /// Groups of sixteen images in the largest batch.
  let groups: Int

  /// Whether there will be a backward pass.
  let isTraining: Bool

  /// What the next layer takes of one image: `[channels, height, width]` or `[features]`.
  private(set) var shape: [Int]

  /// What lies between the stages so far; the last is what the next layer reads.
  private(set) var buffers: [LaneBuffer]

  private(set) var stages: [any LaneStage] = []

  /// The multiply-accumulates of one image in layers without a form for lanes; nil when there are none.
  var detourCost: Int?

  private(set) var blocks: [LaneBlock] = []

  /// The most numbers that one task needs for a moment.
  private(set) var scratch = 0

  /// How many parameters the layers so far have.
  private(set) var parameterCount = 0

  /// The place of the present layer in the network, from the outermost chain inwards.
  private(set) var path: [Int] = []

  /// Begins a plan for images or feature vectors of this shape.
  init(input: [Int], groups: Int, isTraining: Bool) {
    self.groups = groups
    self.isTraining = isTraining
    shape = input
    buffers = [LaneBuffer(input.reduce(1, *))]
  }

  /// What the next layer reads.
  var input: LaneBuffer { buffers[buffers.count - 1] }

  /// Returns the new buffer that a layer writes, numbers of this shape.
  mutating func makeOutput(_ shape: [Int]) -> LaneBuffer {
    self.shape = shape
    let buffer = LaneBuffer(shape.reduce(1, *))
    buffers.append(buffer)
    return buffer
  }

  /// Lets the next layer see the same numbers as one row.
  mutating func flatten() { shape = [input.count] }

  mutating func add(_ stage: any LaneStage) { stages.append(stage) }

  /// Returns the number of the first of the parameters that a layer has.
  mutating func takeParameters(_ count: Int) -> Int {
    defer { parameterCount += count }
    return parameterCount
  }

  /// Reserves memory for a stage, until the end of the step or only while it runs.
  mutating func reserve(_ count: Int, isBorrowed: Bool = false) -> LaneBlock {
    let block = LaneBlock(count, isBorrowed: isBorrowed)
    blocks.append(block)
    return block
  }

  mutating func needScratch(_ count: Int) { scratch = max(scratch, count) }
}

extension Sequential: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    for (index, layer) in layers.enumerated() {
      planner.enter(index)
      var attempt = planner
      if let layer = layer as? any LaneLayer, layer.plan(&attempt) {
        planner = attempt
      } else if !planner.addDetour(layer) {
        return false
      }
      planner.leave()
    }
    return true
  }
}

extension LanePlanner {
  fileprivate mutating func enter(_ index: Int) { path.append(index) }
  fileprivate mutating func leave() { path.removeLast() }
}

extension Flatten: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    planner.flatten()
    return true
  }
}
