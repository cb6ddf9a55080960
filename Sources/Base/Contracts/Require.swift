/// Stops the program with `message` when `condition` is false, in optimized builds too.
///
/// Swift's own `precondition` drops its message under `-O`, and cells always run optimized. Use it
/// for the programmer's mistakes: a shape or an argument that can never work. What the world does
/// wrong (a missing file, a corrupt download) is thrown instead.
///
/// - Parameters:
///   - condition: What must hold.
///   - message: The operation, what it expected, and what it got, as one sentence.
///   - file: Where the requirement stands, told before the message.
///   - line: The line there.
public func require(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String,
  file: StaticString = #fileID, line: UInt = #line
) {
  if !condition() {
    fatalError(message(), file: file, line: line)
  }
}
