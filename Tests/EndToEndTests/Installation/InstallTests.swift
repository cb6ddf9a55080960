import Foundation
import TestSupport
import Testing

/// What `make install` puts below a folder, but for the manual, whose pages SwiftPM makes.
@Suite struct InstallTests {
  private let stage: TemporaryFolder

  init() throws {
    stage = try TemporaryFolder()
    try stage.write(".Dd November 2026\n.Dt CONVOLUME 1\n", to: "manual/convolume.1")
    let outcome = try install("put", Checkout.build.path, stage.url.appending(path: "manual").path)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  private func install(_ action: String, _ more: String...) throws -> Tool.Outcome {
    try Tool(path: Checkout.folder.appending(path: "Packaging/install").path)
      .run([action, stage.url.appending(path: "root").path, "/opt/convolume"] + more)
  }

  @Test func `it renders a book from another place, with the checkout out of sight`() throws {
    let place = stage.url.appending(path: "moved")
    try FileManager.default.moveItem(
      at: stage.url.appending(path: "root/opt/convolume"), to: place)
    let book = try Book(["01-first.md": chapter("First", "```{swift}\nMaxPool2D(window: 2)\n```")])
    let program = place.appending(path: "bin/convolume").path
    let outcome =
      canShutIn
      ? try #require(Tool.installed("bwrap")).run(
        ["--dev-bind", "/", "/", "--tmpfs", Checkout.folder.path, program, "render"],
        in: book.folder.url)
      : try Tool(path: program).run(["render"], in: book.folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try book.folder.text(of: "output/html/01-first.html").contains("hello from First"))
    #expect(book.folder.contains("output/pdf/book.pdf"))
  }

  @Test func `a cell's compilation needs no header of a C library`() throws {
    let folder = stage.url.appending(path: "root/opt/convolume/lib/convolume/CModules")
    let files = (FileManager.default.enumerator(atPath: folder.path)?.allObjects ?? [])
      .compactMap { $0 as? String }.filter { $0.contains(".") }.sorted()
    #expect(
      files == [
        "CCrypto/module.modulemap", "CKernels/include/module.modulemap",
        "COpenBLAS/module.modulemap",
        "CPNG/module.modulemap", "CTurboJPEG/module.modulemap", "CZlib/module.modulemap",
      ])
    for file in files {
      let module = file.split(separator: "/")[0]
      let map = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      #expect(map == "module \(module) {}\n")
    }
  }

  @Test func `the shells find completions that they can read`() throws {
    let shared = stage.url.appending(path: "root/opt/convolume/share")
    let bash = try #require(Tool.installed("bash"))
    let script = shared.appending(path: "bash-completion/completions/convolume").path
    let outcome = try bash.run(["-c", "source '\(script)' && complete -p convolume"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("convolume"))
    let zsh = try stage.text(of: "root/opt/convolume/share/zsh/site-functions/_convolume")
    #expect(zsh.hasPrefix("#compdef convolume"))
    let fish = try stage.text(
      of: "root/opt/convolume/share/fish/vendor_completions.d/convolume.fish")
    #expect(fish.contains("complete -c 'convolume'"))
  }

  @Test func `taken away, it leaves what others put there and nothing else`() throws {
    try stage.write("another's", to: "root/opt/convolume/share/man/man1/other.1")
    let outcome = try install("remove")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let left = FileManager.default.enumerator(atPath: stage.url.appending(path: "root").path)
    #expect(
      left?.compactMap { $0 as? String }.sorted() == [
        "opt", "opt/convolume", "opt/convolume/share", "opt/convolume/share/man",
        "opt/convolume/share/man/man1", "opt/convolume/share/man/man1/other.1",
      ])
  }
}
