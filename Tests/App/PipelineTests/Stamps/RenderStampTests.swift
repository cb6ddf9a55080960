import Foundation
import TestSupport
import Testing

/// What a render notices that would have nothing to do, of the machine that it runs on.
@Suite struct RenderStampTests {
  @Test(arguments: [
    "usr/bin/swiftc", "usr/bin/swift-frontend", "build/convolume-worker",
    "build/convolume-supervisor",
  ])
  func `a program that is overwritten where it lies is a reason to render`(program: String)
    async throws
  {
    let small = try SmallBook()
    try await small.settle()
    let place = small.folder.url.appending(path: "machine/\(program)")
    let old = try String(contentsOf: place, encoding: .utf8)
    let time = try FileManager.default.attributesOfItem(atPath: place.path)[.modificationDate]
    // As long as it was, and as old as it says: only the system knows when it was written.
    try small.write(
      old.split(separator: "\n").dropFirst().joined(separator: "\n").replacing("1", with: "2"),
      as: program)
    try FileManager.default.setAttributes(
      [.modificationDate: try #require(time)], ofItemAtPath: place.path)
    #expect(try await small.render())
    try await small.settle()
  }

  @Test func `another program under the same name is a reason to render`() async throws {
    let small = try SmallBook()
    try await small.settle()
    let worker = small.folder.url.appending(path: "machine/build/convolume-worker")
    let copy = small.folder.url.appending(path: "machine/copy")
    try FileManager.default.copyItem(at: worker, to: copy)
    #expect(rename(copy.path, worker.path) == 0)
    #expect(try await small.render())
    try await small.settle()
  }

  @Test func `a link that leads to another compiler is a reason to render`() async throws {
    let small = try SmallBook()
    try small.write("echo Swift version 2", as: "other/bin/swiftc")
    try small.write("", as: "other/bin/swift-frontend")
    let machine = small.folder.url.appending(path: "machine")
    let link = machine.appending(path: "swiftc")
    func lead(to compiler: String) throws {
      try? FileManager.default.removeItem(at: link)
      try FileManager.default.createSymbolicLink(
        at: link, withDestinationURL: machine.appending(path: compiler))
    }
    try lead(to: "usr/bin/swiftc")
    try await small.settle(by: link.path)
    try lead(to: "other/bin/swiftc")
    #expect(try await small.render(by: link.path))
    try await small.settle(by: link.path)
  }

  @Test func `a font that is overwritten where it lies is a reason to render`() async throws {
    let small = try SmallBook()
    try await small.settle()
    let file = try FileHandle(
      forWritingTo: small.folder.url.appending(path: "machine/font.ttf"))
    try file.write(contentsOf: Data("too few a font...".utf8))
    try file.close()
    #expect(try await small.render())
    try await small.settle()
  }
}
