import CForks
import CellOutputs
import Convolume
import Foundation
import Tensors

/// States of this process between two cells, to which it can go back.
///
/// A snapshot is this process itself, which stops, while a copy of it goes on (`fork`). To go back, the copy
/// ends, and the process that stopped makes another one. So the snapshots are a chain of processes, each the
/// parent of the next, at whose end the one lives that runs cells; when that one crashes, the last snapshot
/// tells the host how, and goes on with a new copy.
@MainActor enum Snapshots {
  /// How many there are below this process.
  private static var count = 0

  /// To which snapshot the process that runs cells wants to go back; read by those that stopped.
  private static let goal: UnsafeMutablePointer<Int32> = {
    #if os(Linux)
      let anonymous = Int32(MAP_ANONYMOUS)
    #else
      let anonymous = MAP_ANON
    #endif
    let page = mmap(
      nil, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | anonymous, -1, 0)
    guard let page, page != MAP_FAILED else { fatalError("no memory for a page") }
    let goal = page.bindMemory(to: Int32.self, capacity: 1)
    goal.pointee = nowhere
    return goal
  }()

  /// Nobody wants to go back: who ends without a goal has crashed, or left.
  private static let nowhere: Int32 = -1
  /// All are to end.
  private static let end: Int32 = -2

  /// Stops this process as a snapshot and goes on as its copy, unless something of it cannot be copied.
  ///
  /// Returns in the copy, again and again.
  static func take(before host: HostConnection) {
    if let hazard = Hazards.found() { return Session.send(.unsafe(reason: hazard)) }
    #if os(Linux)
      goOnAsCopy(before: host)
    #endif
  }

  #if os(Linux)
    private static func goOnAsCopy(before host: HostConnection) {
      let goal = goal
      var death: Int32?
      // The first thread has the number of its process.
      let number = UInt32(getpid())
      while true {
        let copy = fork()
        if copy == 0 {
          convolume_renumber_thread(number, UInt32(getpid()))
          count += 1
          host.endWithHost()
          return Session.send(.resumed(process: getpid(), snapshots: count, death: death))
        }
        guard copy > 0 else {
          if death != nil { _exit(1) }
          return Session.send(.unsafe(reason: "the system makes no more processes"))
        }
        var status: Int32 = 0
        while waitpid(copy, &status, 0) < 0, errno == EINTR {}
        let wanted = goal.pointee
        guard wanted == nowhere || wanted == Int32(count) else { _exit(0) }
        goal.pointee = nowhere
        death = wanted == nowhere ? status : nil
      }
    }
  #endif

  /// Ends this process, so that the snapshot `number` goes on.
  static func goBack(to number: Int) -> Never {
    goal.pointee = Int32(number)
    _exit(0)
  }

  /// Ends this process and all snapshots.
  static func endAll() {
    guard count > 0 else { return }
    goal.pointee = end
    _exit(0)
  }
}
