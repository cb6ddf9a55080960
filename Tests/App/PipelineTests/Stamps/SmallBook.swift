import Caching
import Execution
import Foundation
import Pipeline
import Reports
import TestSupport
import Testing

/// A book of chapters without cells, and a machine of scripts.
final class SmallBook {
  let folder: TemporaryFolder

  init(_ chapters: [String: String] = ["01-first.md": "# First\n\nSome words.\n"]) throws {
    folder = try TemporaryFolder()
    try folder.write("book:\n  title: Small\n", to: "_convolume.yml")
    for (name, text) in chapters { try folder.write(text, to: "chapters/\(name)") }
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
    let outcome = try await outcome(by: compiler, OutlineRenderer())
    try #require(!outcome.diagnostics.contains { $0.severity == .error })
    return outcome.unchangedCells == nil
  }

  /// Renders, by a renderer of the test's own.
  func outcome(
    by compiler: String? = nil, _ renderer: any ReportRenderer, arguments: [String] = ["render"]
  ) async throws -> RenderOutcome {
    let machine = folder.url.appending(path: "machine")
    var toolchain = try Toolchain.find(beside: machine.appending(path: "build"))
    toolchain.compiler = compiler ?? machine.appending(path: "usr/bin/swiftc").path
    let font = machine.appending(path: "font.ttf").path
    let builder = BookBuilder(
      project: try Project.find(from: folder.url), options: RenderOptions(arguments: arguments),
      toolchain: toolchain, renderers: [.init("outline", renderer)],
      environment: RenderEnvironment(
        dataDigest: { _, _ in "" }, libraries: [], drawingFiles: { [font] }, warn: { _ in }))
    return try await builder.build { _ in }
  }

  /// Renders until nothing is left to be done: of what was written a moment ago, no stamp is made.
  func settle(by compiler: String? = nil) async throws {
    for _ in 0..<1000 where try await !render(by: compiler) { return }
    Issue.record("a thousand renders of the same files still find something to do")
  }
}
