import Foundation
import TestSupport
import Testing

/// `convolume preview` as it is started and ended.
@Suite(.timeLimit(.minutes(5))) struct PreviewCommandTests {
  @Test func `Ctrl-C ends the preview and all that it started`() throws {
    let preview = try Preview(["01-first.md": chapter("First")])
    #expect(preview.run.hasSaid("pages made in"))
    let client = try LoopbackClient(port: preview.port)
    client.send("GET /preview/states HTTP/1.1\r\nHost: 127.0.0.1:\(preview.port)\r\n\r\n")
    _ = try client.text(through: "data: ")
    // The chapter's worker, with its state before the cell and the one behind it.
    #expect(preview.processes.running.count { $0.hasPrefix("convolume-worke") } >= 2)
    preview.run.interrupt()
    let outcome = try preview.run.wait()
    #expect(outcome.status == 130, "\(outcome.errors)")
    #expect(outcome.errors.hasSuffix("interrupted\n"))
    #expect(preview.processes.survivors() == [])
  }

  @Test func `Ctrl-C ends a preview whose cell runs`() throws {
    let preview = try Preview(["01-first.md": chapter("First", "```{swift}\nwhile true {}\n```\n")])
    #expect(preview.run.hasSaid("cell-2"))
    preview.run.interrupt()
    #expect(try preview.run.wait().status == 130)
    #expect(preview.processes.survivors() == [])
  }

  @Test func `who comes before the first pages are made is asked to wait, and then led to them`()
    throws
  {
    let cell = "if let gate = fopen(\"gate\", \"r\") { fgetc(gate); fclose(gate) }"
    let book = try Book([
      "01-first.md": chapter("First", "```{swift}\nimport Foundation\n\(cell)\n```\n")
    ])
    let gate = book.folder.url.appending(path: "gate").path
    #expect(mkfifo(gate, 0o600) == 0)
    let preview = try Preview(of: book)
    let browser = try Browser()
    try browser.open(preview.address)
    try browser.wait(until: "location.pathname === '/preview/waiting.html'")
    let file = try #require(fopen(gate, "w"))
    fclose(file)
    try browser.wait(until: "location.pathname === '/html/index.html'")
  }

  @Test func `a preview that is killed leaves nothing behind`() throws {
    let preview = try Preview(["01-first.md": chapter("First")])
    #expect(preview.run.hasSaid("pages made in"))
    preview.run.kill()
    _ = try preview.run.wait()
    #expect(preview.processes.survivors() == [])
  }

  @Test func `a link in the output folder leads nowhere, and nothing is written there`() throws {
    let preview = try Preview(["01-first.md": chapter("First")])
    #expect(preview.run.hasSaid("pages made in"))
    let html = preview.book.folder.url.appending(path: "output/html")
    try FileManager.default.createDirectory(at: html, withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: html.appending(path: "link.html").path, withDestinationPath: "/etc/passwd")
    let host = "127.0.0.1:\(preview.port)"
    let answer = try LoopbackClient(port: preview.port).ask("/html/link.html", host: host)
    #expect(answer.status == 404)
    #expect(!answer.body.contains("root:"))
    #expect(
      preview.book.folder.files().filter { $0.hasPrefix("output/") } == ["output/html/link.html"])
    let start = try LoopbackClient(port: preview.port).ask("/", host: host)
    #expect(start.headers["location"] == "/html/index.html")
  }

  @Test func `a chapter that is named comes first, and has its PDF beside it`() throws {
    let preview = try Preview(
      ["01-first.md": chapter("First"), "02-second.md": chapter("Second")], "02-second", "--to",
      "pdf")
    #expect(preview.run.hasSaid("pages made in"))
    let host = "127.0.0.1:\(preview.port)"
    let start = try LoopbackClient(port: preview.port).ask("/", host: host)
    #expect(start.headers["location"] == "/html/02-second.html")
    let states = try LoopbackClient(port: preview.port)
    states.send("GET /preview/states HTTP/1.1\r\nHost: \(host)\r\n\r\n")
    _ = try states.text(through: "\"/pdf/02-second.pdf\":\"")
    let first = try states.text(through: "\"")
    let answer = try LoopbackClient(port: preview.port).ask(
      "/pdf/02-second.pdf", method: "HEAD", host: host)
    #expect(answer.headers["content-type"] == "application/pdf")
    try preview.edit("02-second.md", "hello from", to: "greetings from")
    var version = first
    while version == first {
      _ = try states.text(through: "\"/pdf/02-second.pdf\":\"")
      version = try states.text(through: "\"")
    }
  }

  @Test func `on a wide page the PDF stands beside it, and follows an edit while the page stays`()
    throws
  {
    let many = (1...60).map { "Paragraph \($0).\n\n" }.joined()
    let preview = try Preview(["01-first.md": chapter("First", many)], "--to", "pdf")
    let browser = try preview.browse("01-first")
    let frames = "document.querySelectorAll('iframe[data-preview=pdf]')"
    // Where there is no room, there is only its link.
    try browser.setWidth(900)
    try browser.wait(until: "document.querySelector('a[href$=\".pdf\"]')")
    #expect(try browser.evaluate("\(frames).length") as? Int == 0)
    try browser.setWidth(1600)
    try browser.wait(until: "\(frames).length === 1")
    let source = try browser.text("\(frames)[0].src")
    #expect(source.contains("/pdf/01-first.pdf?"))
    let text = "document.querySelector('main').getBoundingClientRect().left"
    #expect(
      try browser.evaluate("\(text) >= \(frames)[0].getBoundingClientRect().right") as? Bool == true
    )
    try browser.evaluate("window.scrollTo({ top: 700, behavior: 'instant' })")
    try preview.edit("01-first.md", "hello from", to: "greetings from")
    try browser.wait(until: "\(frames).length === 1 && \(frames)[0].src !== '\(source)'")
    #expect(try browser.evaluate("Math.abs(window.scrollY - 700) < 2") as? Bool == true)
  }

  @Test func `a port that is taken, and no project, are told`() throws {
    let preview = try Preview(["01-first.md": chapter("First")])
    let second = try preview.book.convolume("preview", "--port", "\(preview.port)")
    #expect(second.status == 1)
    #expect(second.errors.contains("port \(preview.port) cannot be listened on"))
    let empty = try TemporaryFolder()
    let outcome = try Book.convolume.run(["preview"], in: empty.url)
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("convolume preview: "))
  }

  @Test func `settings that cannot be read are told, not passed over, when a chapter is named`()
    throws
  {
    let book = try Book(["01-first.md": chapter("First")])
    let settings = book.folder.url.appending(path: "_convolume.yml")
    try FileManager.default.removeItem(at: settings)
    try FileManager.default.createDirectory(at: settings, withIntermediateDirectories: true)
    let outcome = try book.convolume("preview", "01-first")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("cannot read '\(settings.path)'"), "\(outcome.errors)")
  }

  @Test func `a mistake in the settings is told of a chapter that they do not list`() throws {
    let book = try Book(["01-first.md": chapter("First"), "02-second.md": chapter("Second")])
    try book.folder.write(
      "project:\n  type: book\nbook:\n  title: [\n  chapters: [chapters/01-first.md]\n",
      to: "_convolume.yml")
    let run = try Book.convolume.start(
      ["preview", "chapters/02-second.md"], in: book.folder.url, environment: [:])
    defer { run.kill() }
    var told = ""
    _ = run.hasSaid(where: { errors in
      told = errors
      return errors.contains("_convolume.yml:") || errors.contains("pages made in")
    })
    #expect(told.contains("_convolume.yml:"), "\(told)")
  }
}
