import Contracts

/// A window that slides over a grid of numbers, and the grid of results that it makes.
///
/// The results are computed here from the numbers shown, so that a diagram cannot disagree with
/// itself.
public struct WindowDiagram: Hashable, Codable, Sendable, FigureConvertible {
  public enum Operation: Hashable, Codable, Sendable {
    /// The sum of products with a kernel, which is not flipped: what networks call convolution.
    case convolution(kernel: [[Double]])
    case max(window: Int)
    case min(window: Int)
    case average(window: Int)
  }

  /// What stands in the cells beyond the border.
  public enum Border: String, Hashable, Codable, Sendable {
    case zero, reflect, replicate, circular
  }

  public enum Display: Hashable, Codable, Sendable {
    /// One picture for each position of the window, counted row by row from 0.
    case steps([Int])
    /// One picture with each window and its result in a colour of their own.
    case allWindows
  }

  public var title: String?
  /// The numbers before padding, of shape `[height, width]`.
  public var input: [[Double]]
  public var operation: Operation
  public var stride: Int
  public var padding: Int
  public var border: Border
  public var dilation: Int
  public var display: Display
  /// Whether the arithmetic of each step is written below it.
  public var showsArithmetic: Bool

  /// Creates a diagram of `operation` on `input`.
  ///
  /// - Parameters:
  ///   - title: The heading.
  ///   - input: Shape `[height, width]`.
  ///   - operation: What is done with the cells of a window.
  ///   - stride: Cells between one window and the next.
  ///   - padding: Cells added on each side, filled as `border` says.
  ///   - border: What the added cells hold.
  ///   - dilation: Cells between the samples of a window; 1 for neighbours.
  ///   - display: Which positions of the window are shown.
  ///   - showsArithmetic: Whether the sum or choice of each step is written below it.
  /// - Precondition: `input` is a grid, the window fits into it, and all sizes are positive.
  public init<Value: PlotNumber>(
    _ title: String? = nil, input: [[Value]], operation: Operation, stride: Int = 1,
    padding: Int = 0, border: Border = .zero, dilation: Int = 1, display: Display = .steps([0]),
    showsArithmetic: Bool = true
  ) {
    self.title = title
    self.input = input.map { $0.map(\.plotted) }
    self.operation = operation
    self.stride = stride
    self.padding = padding
    self.border = border
    self.dilation = dilation
    self.display = display
    self.showsArithmetic = showsArithmetic
    requireWindowFits()
  }

  public var figure: Figure { Figure(.windows(self)) }
}

extension WindowDiagram.Operation {
  /// Rows and columns of the window.
  public var window: (height: Int, width: Int) {
    switch self {
    case .convolution(let kernel): (kernel.count, kernel.first?.count ?? 0)
    case .max(let window), .min(let window), .average(let window): (window, window)
    }
  }
}
