/// The name at a cursor, and what stands before its dot.
package struct CursorName: Hashable {
  /// The name; for a completion, only what stands before the cursor.
  package var name: String
  /// The name before the dot; empty where the dot stands by itself, `nil` where there is none.
  package var base: String?
  /// Where the name begins and ends, in Unicode code points.
  package var range: Range<Int>

  /// Finds the name that is being written at a cursor, which is counted in Unicode code points.
  package init(writtenIn code: String, at cursor: Int) {
    self.init(code, cursor, goesOn: false)
  }

  /// Finds the whole name that a cursor stands in or behind.
  package init(standingIn code: String, at cursor: Int) {
    self.init(code, cursor, goesOn: true)
  }

  private init(_ code: String, _ cursor: Int, goesOn: Bool) {
    let scalars = Array(code.unicodeScalars)
    let cursor = min(max(0, cursor), scalars.count)
    func start(before end: Int) -> Int {
      var start = end
      while start > 0, scalars[start - 1].isOfName { start -= 1 }
      return start
    }
    var end = cursor
    if goesOn { while end < scalars.count, scalars[end].isOfName { end += 1 } }
    let first = start(before: cursor)
    func text(_ range: Range<Int>) -> String {
      String(String.UnicodeScalarView(scalars[range]))
    }
    name = text(first..<end)
    range = first..<end
    if first > 0, scalars[first - 1] == "." {
      base = text(start(before: first - 1)..<(first - 1))
      // `array[0].` and `call().` have a base whose name says nothing of the type.
      if base?.isEmpty == true, first > 1, ")]}\"".unicodeScalars.contains(scalars[first - 2]) {
        base = "_"
      }
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isOfName: Bool {
    self == "_" || properties.isAlphabetic || properties.numericType != nil
  }
}
