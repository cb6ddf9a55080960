extension Tensor {
  /// Returns images made of rows and columns of these; where either is nil, of zeros.
  ///
  /// The last two axes are height and width; there may be any axes before them.
  ///
  /// - Parameters:
  ///   - rows: For each row of the result, the row that it comes from.
  ///   - columns: For each column of the result, the column that it comes from.
  /// - Returns: Shape `[..., rows.count, columns.count]`.
  func gathering(rows: [Int?], columns: [Int?]) -> Tensor {
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    let images = shape.dropLast(2).reduce(1, *)
    return Tensor(shape: shape.dropLast(2) + [rows.count, columns.count]) { output in
      withValues { input in
        var place = 0
        for image in 0..<images {
          for row in rows {
            for column in columns {
              if let row, let column {
                output[place] = input[(image * height + row) * width + column]
              } else {
                output[place] = 0
              }
              place += 1
            }
          }
        }
      }
    }
  }
}
