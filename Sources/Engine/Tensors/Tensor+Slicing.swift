import Contracts

extension Tensor {
  /// Returns the same numbers under another shape.
  ///
  /// One extent may be `-1`: it becomes whatever makes the count come out.
  ///
  /// - Precondition: Both shapes hold the same count of numbers.
  public func reshaped(to newShape: [Int]) -> Tensor {
    var resolved = newShape
    if let free = newShape.firstIndex(of: -1) {
      resolved[free] = 1
      let known = elementCount(of: resolved)
      resolved[free] = known == 0 ? 0 : count / known
    }
    require(
      elementCount(of: resolved) == count,
      "reshaped(to:): \(count) numbers of shape \(shape) do not fit the shape \(newShape).")
    return Tensor(values, shape: resolved)
  }

  /// Returns one element of the first axis, without that axis.
  ///
  /// Of a batch of images `[batch, channels, height, width]`, this is one image
  /// `[channels, height, width]`.
  public func element(at index: Int) -> Tensor {
    requireFirstAxis("element(at:)")
    require(
      index >= 0 && shape[0] > index,
      "element(at:): index \(index) is outside 0..<\(shape[0]) (shape \(shape)).")
    let length = count / shape[0]
    return Tensor(
      Array(values[(index * length)..<((index + 1) * length)]), shape: Array(shape.dropFirst()))
  }

  /// Returns the elements of the first axis at `indices`, in that order.
  public func elements(at indices: [Int]) -> Tensor {
    requireFirstAxis("elements(at:)")
    let length = shape[0] == 0 ? 0 : count / shape[0]
    for index in indices {
      require(
        index >= 0 && shape[0] > index,
        "elements(at:): index \(index) is outside 0..<\(shape[0]) (shape \(shape)).")
    }
    return Tensor(shape: [indices.count] + shape.dropFirst()) { output in
      withValues { input in
        guard let source = input.baseAddress, let target = output.baseAddress else { return }
        let work = Work.moving(indices.count * length)
        forEachPart(of: indices.count, length: 4, work: work) { places in
          for place in places {
            (target + place * length).update(from: source + indices[place] * length, count: length)
          }
        }
      }
    }
  }

  /// Returns a range of the first axis.
  public func elements(in range: Range<Int>) -> Tensor {
    requireFirstAxis("elements(in:)")
    require(
      range.lowerBound >= 0 && range.upperBound <= shape[0],
      "elements(in:): \(range) is outside 0..<\(shape[0]) (shape \(shape)).")
    let length = shape[0] == 0 ? 0 : count / shape[0]
    return Tensor(
      Array(values[(range.lowerBound * length)..<(range.upperBound * length)]),
      shape: [range.count] + shape.dropFirst())
  }

  /// Returns the first `length` elements of the first axis, or all when there are fewer.
  public func prefix(_ length: Int) -> Tensor {
    requireFirstAxis("prefix")
    return elements(in: 0..<Swift.min(Swift.max(length, 0), shape[0]))
  }

  /// Returns the last `length` elements of the first axis, or all when there are fewer.
  public func suffix(_ length: Int) -> Tensor {
    requireFirstAxis("suffix")
    return elements(in: (shape[0] - Swift.min(Swift.max(length, 0), shape[0]))..<shape[0])
  }

  /// Creates a tensor from equally shaped parts, side by side along a new first axis.
  ///
  /// Three images `[channels, height, width]` make a batch `[3, channels, height, width]`.
  public init(stacking parts: [Tensor]) {
    let shape = parts.first?.shape ?? []
    for part in parts {
      require(
        part.shape == shape,
        "Tensor(stacking:): the parts differ in shape: \(shape) and \(part.shape).")
    }
    self.init(parts.flatMap(\.values), shape: [parts.count] + shape)
  }

  /// Creates a tensor from parts that differ at most in their first axis, one after the other.
  public init(concatenating parts: [Tensor]) {
    let rest = parts.first.map { Array($0.shape.dropFirst()) } ?? []
    var total = 0
    for part in parts {
      require(
        part.rank > 0 && Array(part.shape.dropFirst()) == rest,
        "Tensor(concatenating:): \(part.shape) does not continue \(parts[0].shape).")
      total += part.shape[0]
    }
    self.init(parts.flatMap(\.values), shape: [total] + rest)
  }

  /// Returns a matrix with rows and columns exchanged.
  ///
  /// - Precondition: The tensor has two axes.
  public func transposed() -> Tensor {
    require(rank == 2, "transposed(): expected [rows, columns], got \(shape).")
    let (rows, columns) = (shape[0], shape[1])
    return Tensor(shape: [columns, rows]) { output in
      withValues { input in
        for row in 0..<rows {
          for column in 0..<columns { output[column * rows + row] = input[row * columns + column] }
        }
      }
    }
  }

  private func requireFirstAxis(_ operation: String) {
    require(rank > 0, "\(operation): a single number has no axis to take elements from.")
  }
}
