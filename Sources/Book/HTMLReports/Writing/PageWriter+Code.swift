import Chapters
import Reports

extension PageWriter {
  /// Returns a listing, folded or captioned where it says so.
  mutating func code(_ listing: CodeListing) -> HTML {
    let name = listing.language.map { "\($0.capitalized) code" } ?? words[.code]
    let kinds = ["code"] + (listing.overflow == .wrap ? ["wrapped"] : []) + listing.classes
    let block = HTML.element(
      "div", ["class": kinds.joined(separator: " ")],
      .element(
        "pre", ["tabindex": "0", "role": "group", "aria-label": listing.number ?? name],
        .element(
          "code", ["class": listing.numbersLines ? "numbered" : nil],
          tokens(listing.lines, numbered: listing.numbersLines))))

    var shown = block
    // Under a caption of its own, the number stands there.
    let number = listing.caption.isEmpty && listing.folding == .folded ? listing.number : nil
    if listing.folding != .none {
      var title = HTML.text(listing.summary ?? words[.code])
      if let number { title += .text(" ") + .element("span", ["class": "number"], .text(number)) }
      let summary = HTML.element("summary", title)
      // An attribute without a value: `open=""` is how it is spelled out.
      shown = .element(
        "details", ["class": "folded", "open": listing.folding == .open ? "" : nil],
        .block([summary, block]))
    }
    guard (listing.number != nil && number == nil) || !listing.caption.isEmpty else {
      guard let anchor = listing.anchor else { return shown }
      return .element("div", ["class": "listing", "id": anchor], .block([shown]))
    }
    let caption = self.caption(number: listing.number, listing.caption)
    return .element(
      "figure",
      ["class": Self.names("listing", captionPlace: listing.captionPlace), "id": listing.anchor],
      .block(listing.captionPlace == .top ? [caption, shown] : [shown, caption]))
  }

  /// Returns what a cell printed.
  func output(_ text: String, isError: Bool) -> HTML {
    .element(
      "pre",
      [
        "class": isError ? "output error" : "output", "tabindex": "0", "role": "group",
        "aria-label": words[isError ? .errorOutput : .output],
      ],
      .element("samp", .text(text.trimmingTrailingLineEnds)))
  }

  /// Returns a cell's failure, in its place.
  ///
  /// Sentences are broken where the page ends. Lines that begin with a space are lines of code, or
  /// rows with columns: those keep their shape, and scroll.
  func failure(title: String, message: String) -> HTML {
    let lines = message.trimmingTrailingLineEnds
      .split(separator: "\n", omittingEmptySubsequences: false)
    var parts = [HTML.element("p", ["class": "failure-title"], .text(title))]
    var rest = lines[...]
    while let first = rest.first {
      let isShaped = first.hasPrefix(" ")
      let group = rest.prefix { $0.hasPrefix(" ") == isShaped }
      rest = rest.dropFirst(group.count)
      let text = HTML.element("samp", .text(group.joined(separator: "\n")))
      parts.append(
        isShaped
          ? .element("pre", ["tabindex": "0"], text)
          : .element("p", ["class": "message"], text))
    }
    return .element(
      "div", ["class": "failure", "role": "group", "aria-label": title], .block(parts))
  }

  private func tokens(_ lines: [[CodeToken]], numbered: Bool) -> HTML {
    lines.map { line in
      let tokens = line.map { token in
        guard token.kind != .plain, token.kind != .operation else { return HTML.text(token.text) }
        return .element("span", ["class": "token-\(token.kind.rawValue)"], .text(token.text))
      }.joined()
      // The style sheet counts the lines, so that numbers are not copied with the code.
      return numbered ? .element("span", ["class": "line"], tokens) : tokens
    }.joined(separator: "\n")
  }
}

extension String {
  /// The text without the line ends behind its last line.
  fileprivate var trimmingTrailingLineEnds: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    return String(text)
  }
}
