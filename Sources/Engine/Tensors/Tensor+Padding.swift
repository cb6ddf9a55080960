import Contracts

extension Tensor {
  /// Returns images with `amount` rows and columns added on every side.
  ///
  /// The last two axes are height and width; there may be any axes before them.
  ///
  /// ```swift
  /// Tensor([1, 2, 3], shape: [1, 3]).padded(top: 0, bottom: 0, left: 2, right: 2, mode: .reflect)
  /// // 3 2 1 2 3 2 1
  /// ```
  ///
  /// - Precondition: At least two axes; `.reflect` adds less than the extent it mirrors, `.circular`
  ///   at most the extent it repeats.
  public func padded(by amount: Int, mode: PaddingMode = .zero) -> Tensor {
    padded(by: PaddingAmount(amount), mode: mode)
  }

  /// Returns images with rows and columns added on each side as `amount` says.
  public func padded(by amount: PaddingAmount, mode: PaddingMode = .zero) -> Tensor {
    let (rows, columns) = paddingSources(amount, mode: mode)
    return gathering(rows: rows, columns: columns)
  }

  /// Returns what `padded(by:mode:)` would hand back through the chain rule.
  ///
  /// Each sample of the original shape collects the gradients of all places that it was copied to.
  package func unpadded(by amount: PaddingAmount, mode: PaddingMode, to original: [Int]) -> Tensor {
    var result = Tensor(zeros: original)
    let (rows, columns) = result.paddingSources(amount, mode: mode)
    let (height, width) = (original[original.count - 2], original[original.count - 1])
    let images = original.dropLast(2).reduce(1, *)
    result.withMutableValues { output in
      withValues { input in
        var place = 0
        for image in 0..<images {
          for row in rows {
            for column in columns {
              if let row, let column {
                output[(image * height + row) * width + column] += input[place]
              }
              place += 1
            }
          }
        }
      }
    }
    return result
  }

  /// For each row and each column of the padded image, where it comes from; nil is zero.
  private func paddingSources(
    _ amount: PaddingAmount, mode: PaddingMode
  ) -> (rows: [Int?], columns: [Int?]) {
    require(rank >= 2, "padded(by:): expected [..., height, width], got \(shape).")
    func sources(_ length: Int, _ before: Int, _ after: Int, _ axis: String) -> [Int?] {
      let most =
        switch mode {
        case .zero: Int.max
        case .replicate: length > 0 ? Int.max : 0
        case .reflect: Swift.max(length - 1, 0)
        case .circular: length
        }
      require(
        before >= 0 && after >= 0 && Swift.max(before, after) <= most,
        "padded(by:): \(mode) padding of \(before) and \(after) does not fit a \(axis) of "
          + "\(length); at most \(most) can be added on a side, and none taken away.")
      return (-before..<(length + after)).map { mode.source(of: $0, length: length) }
    }
    return (
      sources(shape[rank - 2], amount.top, amount.bottom, "height"),
      sources(shape[rank - 1], amount.left, amount.right, "width")
    )
  }
}
