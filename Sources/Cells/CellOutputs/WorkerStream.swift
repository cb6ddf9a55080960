/// Takes a worker's standard output apart into what cells printed and what the worker reports.
///
/// Both travel in one pipe, so that a figure stays between the two lines around which it was
/// displayed. A report is framed as
///
///     NUL  marker (16 characters)  length (8 hexadecimal digits)  JSON (that many bytes)
///
/// where the marker is chosen anew for each worker, so that no cell can print it by accident.
package struct WorkerStream {
  package enum Piece: Hashable, Sendable {
    case text([UInt8])
    case reply([UInt8])
  }

  private let opening: [UInt8]
  private var pending: [UInt8] = []

  package init(marker: String) {
    opening = [0] + Array(marker.utf8)
  }

  /// Returns the frame of a report.
  package static func frame(_ payload: [UInt8], marker: String) -> [UInt8] {
    let digits = String(payload.count, radix: 16)
    let length = String(repeating: "0", count: 8 - digits.count) + digits
    return [0] + Array(marker.utf8) + Array(length.utf8) + payload
  }

  /// What stands in the error stream where a report stands in the output.
  ///
  /// Before a process goes on from a snapshot, another one may have died between the two.
  package static func barrier(of reply: WorkerReply) -> [UInt8] {
    if case .resumed = reply { restart } else { [] }
  }

  /// The barrier of a process that goes on from a snapshot: all that came before it is of another one.
  package static let restart: [UInt8] = [1]

  /// Returns the pieces that are complete with `bytes`; the rest waits for more.
  package mutating func pieces(adding bytes: some Sequence<UInt8>) -> [Piece] {
    pending.append(contentsOf: bytes)
    var pieces: [Piece] = []
    var start = 0
    while start < pending.count {
      let next = pending[start...].firstIndex(of: 0) ?? pending.count
      if next > start {
        pieces.append(.text(Array(pending[start..<next])))
        start = next
        continue
      }
      guard pending.count - start >= opening.count else { break }
      guard pending[start..<start + opening.count].elementsEqual(opening) else {
        pieces.append(.text([0]))
        start += 1
        continue
      }
      let header = start + opening.count + 8
      guard pending.count >= header else { break }
      let digits = String(decoding: pending[header - 8..<header], as: UTF8.self)
      guard let length = Int(digits, radix: 16) else {
        pieces.append(.text([0]))
        start += 1
        continue
      }
      guard pending.count >= header + length else { break }
      pieces.append(.reply(Array(pending[header..<header + length])))
      start = header + length
    }
    pending.removeFirst(start)
    return pieces
  }

  /// Returns what was left when the worker ended in the middle of a frame.
  package mutating func remainder() -> [UInt8] {
    defer { pending = [] }
    return pending.first == 0 ? [] : pending
  }
}
