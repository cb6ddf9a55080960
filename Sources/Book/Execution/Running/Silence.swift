/// How long nothing has come from a cell.
///
/// Where this program itself had to wait, what the cell printed meanwhile is still to be read. So silence that
/// is too long counts only when it is found a second time.
package struct Silence: Sendable {
  /// Stands still while the machine sleeps: a closed lid is no silence of the cell.
  package typealias Instant = SuspendingClock.Instant

  /// In seconds.
  private let limit: Double
  private var lastSign: Instant
  private var wasTooLong = false

  package init(limit: Double, from start: Instant) {
    self.limit = limit
    lastSign = start
  }

  /// Notes that something came from the cell: text, an output or progress.
  package mutating func heard(at now: Instant) {
    lastSign = now
    wasTooLong = false
  }

  /// Whether the limit was passed at this look and at the one before.
  package mutating func isTooLong(at now: Instant) -> Bool {
    let isTooLong = (now - lastSign) / .seconds(1) > limit
    defer { wasTooLong = isTooLong }
    return isTooLong && wasTooLong
  }
}
