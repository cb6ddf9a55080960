import Chapters
import Foundation
import Preview
import Synchronization

/// What a preview says on the terminal.
final class PreviewReport: Sendable {
  private let display: ProgressDisplay
  private let terminal = TerminalText()
  private let opensBrowser: Bool
  private let isQuiet: Bool
  /// What was wrong when the pages were made last.
  private let told = Mutex<Set<Diagnostic>>([])

  init(display: ProgressDisplay, opensBrowser: Bool, isQuiet: Bool) {
    self.display = display
    self.opensBrowser = opensBrowser
    self.isQuiet = isQuiet
  }

  func tell(_ event: PreviewSession.Event) {
    switch event {
    case .listening(let port):
      let address = "http://127.0.0.1:\(port)/"
      display.say("preview: \(address)")
      if opensBrowser { open(address) }
    case .rendering(let event): display.show(event)
    case .rendered(let diagnostics, let seconds):
      // What was wrong before need not be told again.
      let known = told.withLock { told in
        defer { told = Set(diagnostics) }
        return told
      }
      for diagnostic in diagnostics where !known.contains(diagnostic) {
        display.say(terminal.format(diagnostic))
      }
      let mended = known.subtracting(diagnostics).count { $0.severity == .error }
      display.clear()
      guard !isQuiet else { return }
      let news = mended > 0 ? ", \(mended) \(mended == 1 ? "error" : "errors") mended" : ""
      display.say(String(format: "pages made in %.2f s", seconds) + news)
    case .failed(let reason): display.say("preview: \(reason)")
    case .note(let text): display.say(text)
    }
  }

  /// Opens the address with the system's own program for that.
  private func open(_ address: String) {
    #if os(Linux)
      let program = "xdg-open"
    #else
      let program = "open"
    #endif
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program, address]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
    } catch {
      display.say("preview: no browser could be started: \(error.localizedDescription)")
    }
  }
}
