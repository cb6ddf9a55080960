import Contracts

/// A block of single-precision numbers with a shape, stored row by row.
///
/// The last axis varies fastest. Images are `[batch, channels, height, width]`, so the samples of one
/// image lie together, and inside it those of one channel, and inside that those of one row. A tensor
/// is a value: a copy is a snapshot, which costs nothing until one of the two is changed.
///
/// ```swift
/// let image = Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2])
/// image[0, 0, 1, 1]  // 4
/// ```
public struct Tensor: Sendable, Equatable {
  /// The extent of each axis; empty for a single number.
  public let shape: [Int]

  /// Every number, row by row.
  public internal(set) var values: [Float]

  /// Creates a tensor from its numbers, row by row.
  ///
  /// - Precondition: `values` holds as many numbers as `shape` says.
  public init(_ values: [Float], shape: [Int]) {
    let expected = elementCount(of: shape)
    require(
      values.count == expected,
      "Tensor: the shape \(shape) holds \(expected) numbers, but \(values.count) were given.")
    self.shape = shape
    self.values = values
  }

  /// Creates a tensor with one axis.
  public init(_ values: [Float]) {
    shape = [values.count]
    self.values = values
  }

  /// Creates a tensor in which every number is `value`.
  public init(repeating value: Float, shape: [Int]) {
    self.shape = shape
    values = Array(repeating: value, count: elementCount(of: shape))
  }

  /// Creates a tensor of zeros.
  public init(zeros shape: [Int]) {
    self.init(repeating: 0, shape: shape)
  }

  /// Creates a tensor whose numbers `fill` writes, every one of them, into fresh memory.
  package init(
    shape: [Int], filledBy fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let count = elementCount(of: shape)
    self.shape = shape
    values = Array(unsafeUninitializedCapacity: count) { buffer, initialized in
      fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// How many numbers there are.
  public var count: Int { values.count }

  /// How many axes there are.
  public var rank: Int { shape.count }

  /// The number at `position`, which gives one index for each axis.
  ///
  /// - Precondition: Each index is inside its axis.
  public subscript(position: Int...) -> Float {
    get { values[offset(of: position)] }
    set { values[offset(of: position)] = newValue }
  }

  private func offset(of position: [Int]) -> Int {
    require(
      position.count == shape.count,
      "Tensor: \(position.count) indices given for a tensor of shape \(shape), which has "
        + "\(shape.count) axes.")
    var offset = 0
    for (axis, index) in position.enumerated() {
      require(
        shape[axis] > index && index >= 0,
        "Tensor: index \(index) on axis \(axis) is outside 0..<\(shape[axis]) (shape \(shape)).")
      offset = offset * shape[axis] + index
    }
    return offset
  }
}

/// How many numbers a tensor of this shape holds.
func elementCount(of shape: [Int]) -> Int {
  require(
    shape.allSatisfy { $0 >= 0 }, "Tensor: the shape \(shape) has a negative extent.")
  return shape.reduce(1, *)
}

extension Tensor {
  /// Calls `body` with the numbers in memory, row by row.
  package func withValues<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try values.withUnsafeBufferPointer(body)
  }

  /// Calls `body` with the numbers in memory, to be changed in place.
  package mutating func withMutableValues<Result>(
    _ body: (UnsafeMutableBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try values.withUnsafeMutableBufferPointer { try body($0) }
  }
}
