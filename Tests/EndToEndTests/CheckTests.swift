import Foundation
import TestSupport
import Testing

/// What `convolume check` finds on the machine that runs the tests, which has all that is needed.
@Suite struct CheckTests {
  private struct Report: Decodable {
    struct Finding: Decodable {
      var area: String
      var name: String
      var state: String
      var detail: String
      var fix: String?
    }

    var isReady: Bool
    var findings: [Finding]

    subscript(_ name: String) -> Finding? { findings.first { $0.name == name } }
  }

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func check(_ environment: [String: String] = [:]) throws -> (Int32, Report) {
    let outcome = try Book.convolume.run(
      ["check", "--output", "json"], in: folder.url, environment: environment)
    return (
      outcome.status, try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8))
    )
  }

  @Test func `says which compiler, libraries, fonts and templates there are`() throws {
    let (status, report) = try check(["OPENBLAS_CORETYPE": ""])
    #expect(status == 0)
    #expect(report.isReady)
    #expect(report["compiler"]?.detail.contains("Swift version") == true)
    #expect(report["OpenBLAS"]?.detail.contains("OpenBLAS") == true)
    for name in ["core type", "threads", "Cairo", "Pango", "templates", "Lato", "JetBrains Mono"] {
      #expect(report[name]?.state == "ok", "\(name)")
    }
  }

  @Test func `a compiler that cannot start fails the check`() throws {
    try folder.write("#!/bin/sh\necho 'a library is missing' >&2\nexit 127\n", to: "bin/swiftc")
    let broken = folder.url.appending(path: "bin/swiftc").path
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: broken)
    let search = ProcessInfo.processInfo.environment["PATH"] ?? ""
    let (status, report) = try check([
      "PATH": folder.url.appending(path: "bin").path + ":" + search
    ])
    #expect(status == 1)
    #expect(report["compiler"]?.state == "missing")
    #expect(report["compiler"]?.detail.hasPrefix(broken) == true)
  }

  @Test func `says on which device it computes, and why`() throws {
    let (status, report) = try check(["CONVOLUME_DEVICE": "cpu"])
    #expect(status == 0)
    #expect(report["device"]?.detail == "CPU: CONVOLUME_DEVICE is cpu")
  }

  @Test func `a device that does not exist fails the check`() throws {
    let (status, report) = try check(["CONVOLUME_DEVICE": "gpu"])
    #expect(status == 1)
    #expect(report["device"]?.state == "missing")
    #expect(
      report["device"]?.detail.hasPrefix(
        "CONVOLUME_DEVICE: expected auto, cpu or cuda, found 'gpu'.") == true)
  }

  @Test func `warns of a core type that was forced`() throws {
    let (status, report) = try check(["OPENBLAS_CORETYPE": "Haswell"])
    #expect(status == 0)
    #expect(report["core type"]?.state == "warning")
    #expect(report["core type"]?.detail.contains("OPENBLAS_CORETYPE=Haswell") == true)
  }

  @Test func `names the command that gets a data set`() throws {
    let (_, report) = try check(["CONVOLUME_DATA": "", "XDG_CACHE_HOME": folder.url.path])
    #expect(report["CIFAR-10"]?.state == "warning")
    #expect(report["CIFAR-10"]?.fix == "convolume data fetch cifar10")
  }

  @Test func `a compiler or a font that is missing fails the check, with what gets it`() throws {
    let (status, report) = try check(["PATH": folder.url.path])
    #expect(status == 1)
    #expect(!report.isReady)
    #expect(report.findings.first?.detail.contains("Install Swift") == true)

    try folder.write("# a project\n", to: "chapters/01-first.md")
    let templates = URL(filePath: report["templates"]?.detail ?? "")
    try FileManager.default.copyItem(at: templates, to: folder.url.appending(path: "templates"))
    let theme = try folder.text(of: "templates/pdf/theme.yml")
    try folder.write(
      theme.replacing("code: JetBrains Mono", with: "code: No Such Mono"),
      to: "templates/pdf/theme.yml")
    let (themed, own) = try check()
    #expect(themed == 1)
    #expect(own["No Such Mono"]?.state == "missing")
    #expect(own["No Such Mono"]?.fix?.contains("theme.yml") == true)
  }

  @Test func `as text, has a line for each finding and a conclusion`() throws {
    let outcome = try Book.convolume.run(["check"], in: folder.url)
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("ok       Cairo"))
    #expect(outcome.output.contains("is ready to render"))
    #expect(!outcome.output.contains("\u{1B}"))
  }
}
