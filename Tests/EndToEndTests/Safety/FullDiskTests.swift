import Foundation
import TestSupport
import Testing

/// Whether this user may mount a file system of its own.
private let canMount: Bool = {
  guard let unshare = Tool.installed("unshare") else { return false }
  let outcome = try? unshare.run(["-Urm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"])
  return outcome?.status == 0
}()

@Suite struct FullDiskTests {
  private static let text = chapter("Large", "```{swift}\nprint(Array(0..<30_000))\n```\n")

  @Test func `a page that cannot be written leaves the old one, and the message says why`() throws {
    let book = try Book(["01-large.md": Self.text])
    #expect(try book.render("--to", "html").status == 0)
    let page = try book.folder.bytes(of: "output/html/01-large.html")
    try book.folder.write(Self.text + "\nMore.\n", to: "chapters/01-large.md")
    // The limit on a file's size is 64 KiB.
    let limited = try #require(Tool.installed("bash"))
    let outcome = try limited.run(
      ["-c", "ulimit -f 64; exec '\(Book.convolume.path)' render --to html"], in: book.folder.url)
    #expect(outcome.status == 1, "\(outcome.errors)")
    #expect(
      outcome.errors.contains(
        "output/html/01-large.html': file too large. Check the folder's permissions and the free "
          + "space, or choose another one with --output-dir."), "\(outcome.errors)")
    #expect(try book.folder.bytes(of: "output/html/01-large.html") == page)
    #expect(!book.folder.files().contains { $0.contains("staged") })
    #expect(try book.render("--to", "html").status == 0)
    #expect(try book.folder.text(of: "output/html/01-large.html").contains("More."))
  }

  /// The disk is full at another place each time: before, while and after the cells are compiled.
  @Test(.enabled(if: canMount), arguments: [40, 300, 3000, 22_000, 23_000])
  func `a full disk fails the render with its reason, or not at all`(kibibytes: Int) throws {
    let book = try Book(["01-large.md": Self.text])
    let script = """
      mount -t tmpfs -o size=\(kibibytes)k tmpfs /mnt && cp -r . /mnt && cd /mnt || exit 99
      '\(Book.convolume.path)' render --to html
      code=$?
      for page in $(find output -name '*.html'); do
        tail -c 10 $page | grep -q '</html>' || echo "half: $page" >&2
      done
      mount -o remount,size=100m /mnt
      '\(Book.convolume.path)' render --to html --quiet || exit 98
      grep -q 29999 output/html/01-large.html || exit 97
      find output | grep staged && exit 96
      exit $code
      """
    let unshare = try #require(Tool.installed("unshare"))
    let outcome = try unshare.run(["-Urm", "bash", "-c", script], in: book.folder.url)
    #expect(outcome.status == 0 || outcome.status == 1, "\(outcome.errors)")
    // Not even the compiler's own files have room.
    if kibibytes < 1000 { #expect(outcome.status == 1, "\(outcome.errors)") }
    #expect(!outcome.errors.contains("half:"), "\(outcome.errors)")
    if outcome.status == 1 {
      #expect(outcome.errors.lowercased().contains("no space left"), "\(outcome.errors)")
      #expect(!outcome.errors.contains("chapters/01-large.md:"), "no line is to blame")
    }
  }
}
