import DrawingThreads
import Foundation
import Testing

@Suite struct DrawingActorTests {
  @Test func `all jobs run on one thread, whichever task asks`() async {
    let threads = await withTaskGroup(of: ObjectIdentifier.self) { group in
      for _ in 0..<200 {
        group.addTask { await DrawingActor.run { ObjectIdentifier(Thread.current) } }
      }
      return await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(threads.count == 1)
  }

  @Test func `the thread has a name and room for deep recursion`() async {
    let (name, stackSize) = await DrawingActor.run {
      (Thread.current.name, Thread.current.stackSize)
    }
    #expect(name == "drawing")
    #expect(stackSize >= 8 << 20)
  }

  @Test func `an error reaches the task that asked`() async {
    struct Spilled: Error {}
    await #expect(throws: Spilled.self) { try await DrawingActor.run { throw Spilled() } }
  }
}
