import Tensors

/// Where the parameters of a network lie on the card: one behind the other, so that one launch moves all.
///
/// Gradients and the optimizer's memory lie in arenas of the same form. Weights that are moved by the
/// launch that computes their gradient stand last: they have no gradient in memory.
struct ParameterArena {
  /// How the numbers of one parameter lie.
  enum Form: Equatable {
    /// As in the model.
    case asGiven
    /// Filters `[to, from, kernel, kernel]` with the channels last, `[to, kernel, kernel, from]`.
    case channelsLast
  }

  /// Each begins at a multiple of so many numbers.
  private static let alignment = 64

  let shapes: [[Int]]
  let forms: [Form]
  /// Where each begins, in numbers.
  let offsets: [Int]
  /// Numbers in all, and in those whose gradients lie in memory.
  let count: Int
  let gradientCount: Int

  /// Lays out parameters.
  ///
  /// - Parameters:
  ///   - shapes: The shape of each.
  ///   - forms: How each lies.
  ///   - fused: Those whose gradient is never written.
  init(shapes: [[Int]], forms: [Form], fused: Set<Int>) {
    self.shapes = shapes
    self.forms = forms
    var offsets = Array(repeating: 0, count: shapes.count)
    var end = 0
    func place(_ index: Int) {
      offsets[index] = end
      let count = shapes[index].reduce(1, *)
      end += (count + Self.alignment - 1) / Self.alignment * Self.alignment
    }
    for index in shapes.indices where !fused.contains(index) { place(index) }
    gradientCount = end
    for index in shapes.indices where fused.contains(index) { place(index) }
    self.offsets = offsets
    count = end
  }

  /// Writes the parameters as they lie on the card.
  func pack(_ tensors: [Tensor], into arena: UnsafeMutablePointer<Float>) {
    arena.update(repeating: 0, count: count)
    for (index, tensor) in tensors.enumerated() {
      tensor.withValues { values in
        guard let start = values.baseAddress else { return }
        forEachNumber(of: index) { given, placed in arena[placed] = start[given] }
      }
    }
  }

  /// Returns the parameters as the model has them.
  func unpack(_ arena: UnsafePointer<Float>) -> [Tensor] {
    shapes.indices.map { index in
      Tensor(shape: shapes[index]) { values in
        guard let start = values.baseAddress else { return }
        forEachNumber(of: index) { given, placed in start[given] = arena[placed] }
      }
    }
  }

  /// Calls `body` with the place of each number in the model's tensor and in the arena.
  private func forEachNumber(of index: Int, _ body: (_ given: Int, _ placed: Int) -> Void) {
    let (shape, offset) = (shapes[index], offsets[index])
    switch forms[index] {
    case .asGiven:
      for place in 0..<shape.reduce(1, *) { body(place, offset + place) }
    case .channelsLast:
      let (channels, area) = (shape[1], shape[2] * shape[3])
      for filter in 0..<shape[0] {
        for channel in 0..<channels {
          for tap in 0..<area {
            body(
              (filter * channels + channel) * area + tap,
              offset + (filter * area + tap) * channels + channel)
          }
        }
      }
    }
  }
}
