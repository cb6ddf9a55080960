import Caching
import Foundation
import TestSupport
import Testing

@Suite struct PlainFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  @Test func `pieces stand one behind the other, over what was there`() throws {
    try PlainFile.write([UInt8](repeating: 7, count: 100), to: path("file"))
    try PlainFile.write([1, 2], [], [3], to: path("file"))
    #expect(try folder.bytes(of: "file") == Data([1, 2, 3]))
  }

  @Test func `more bytes than one call of the system takes arrive whole`() throws {
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
    try PlainFile.write(bytes, to: path("file"))
    #expect(try folder.bytes(of: "file") == Data(bytes))
  }

  @Test(arguments: [("none/file", POSIXErrorCode.ENOENT), ("folder", .EISDIR)])
  func `what cannot be written is told with the system's error`(
    name: String, code: POSIXErrorCode
  ) throws {
    try folder.write("", to: "folder/file")
    let error = #expect(throws: CocoaError.self) { try PlainFile.write([1], to: path(name)) }
    #expect((error?.underlying as? POSIXError)?.code == code)
  }

  #if os(Linux)
    @Test func `a full disk is told`() {
      let error = #expect(throws: CocoaError.self) {
        try PlainFile.write([UInt8](repeating: 0, count: 1 << 16), to: "/dev/full")
      }
      #expect((error?.underlying as? POSIXError)?.code == .ENOSPC)
    }
  #endif
}
