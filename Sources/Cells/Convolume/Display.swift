import CellOutputs
import Plots

/// A value that a cell can show in a form of its own rather than as text.
public protocol Displayable {
  /// What the reader sees.
  var cellOutput: CellOutput { get }
}

/// Shows a value at this place of the cell's output.
///
/// A `Displayable` is shown in its own form, each element of an array of them after the other, and
/// any other value as its description. A cell's trailing expression is displayed by itself.
public func display<Value>(_ value: Value) {
  switch value {
  case is Void: break
  case let displayable as any Displayable: Session.emit(displayable.cellOutput)
  case let displayables as [any Displayable] where !displayables.isEmpty:
    for displayable in displayables { Session.emit(displayable.cellOutput) }
  default: Session.emit(.value(String(describing: value)))
  }
}

/// Text in Markdown, read as part of the chapter.
public struct Markdown: Hashable, Sendable, Displayable {
  public var text: String

  public init(_ text: String) {
    self.text = text
  }

  public var cellOutput: CellOutput { .markdown(text) }
}

extension CellOutput: Displayable {
  public var cellOutput: CellOutput { self }
}

extension Figure: Displayable {
  public var cellOutput: CellOutput { .figure(self) }
}

extension Table: Displayable {
  public var cellOutput: CellOutput { .table(self) }
}
