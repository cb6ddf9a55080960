import Caching
import Execution
import Foundation
import Pipeline
import Reports
import TestSupport
import Testing

/// What a render notices that would have nothing to do, of the machine that it runs on.
@Suite struct RenderStampTests {
  /// A book of one chapter without cells, and a machine of scripts.
  private final class SmallBook {
    let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
      try folder.write("book:\n  title: Small\n", to: "_convolume.yml")
      try folder.write("# First\n\nSome words.\n", to: "chapters/01-first.md")
      try folder.write("", to: "machine/Sources/Base/none")
      try folder.write("", to: "machine/build/Modules/Convolume.swiftmodule")
      try folder.write("not really a font", to: "machine/font.ttf")
      for program in ["build/convolume-supervisor", "usr/bin/swift-frontend"] {
        try write("", as: program)
      }
      try write("echo Swift version 1", as: "usr/bin/swiftc")
      let facts = #"{"engine": "1", "cells": "1", "engine modules": "", "engine names": ""}"#
      try write("echo '\(facts)'", as: "build/convolume-worker")
    }

    /// Writes a program where it lies: what was there is overwritten.
    func write(_ script: String, as program: String) throws {
      let place = folder.url.appending(path: "machine/\(program)")
      let text = "#!/bin/sh\n\(script)\n"
      if let file = try? FileHandle(forWritingTo: place) {
        try file.truncate(atOffset: 0)
        try file.write(contentsOf: Data(text.utf8))
        try file.close()
        return
      }
      try folder.write(text, to: "machine/\(program)")
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path)
    }

    /// Renders; returns whether anything was done.
    func render(by compiler: String? = nil) async throws -> Bool {
      let machine = folder.url.appending(path: "machine")
      var toolchain = try Toolchain.find(beside: machine.appending(path: "build"))
      toolchain.compiler = compiler ?? machine.appending(path: "usr/bin/swiftc").path
      let font = machine.appending(path: "font.ttf").path
      let builder = BookBuilder(
        project: try Project.find(from: folder.url), options: RenderOptions(arguments: ["render"]),
        toolchain: toolchain, renderers: [.init("outline", OutlineRenderer())],
        environment: RenderEnvironment(
          dataDigest: { _, _ in "" }, libraries: [], drawingFiles: { [font] }, warn: { _ in }))
      let outcome = try await builder.build { _ in }
      try #require(!outcome.diagnostics.contains { $0.severity == .error })
      return outcome.unchangedCells == nil
    }

    /// Renders until nothing is left to be done: of what was written a moment ago, no stamp is made.
    func settle(by compiler: String? = nil) async throws {
      for _ in 0..<1000 where try await !render(by: compiler) { return }
      Issue.record("a thousand renders of the same files still find something to do")
    }
  }

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
