/// A piece of running text.
package indirect enum Inline: Hashable, Sendable {
  case text(String)
  case emphasis([Inline])
  case strong([Inline])
  case strikethrough([Inline])
  case code(String)
  case link(target: String, title: String?, content: [Inline])
  case image(source: String, altText: String)
  /// `$ … $`, without the dollars; `position` is where the TeX begins.
  case math(tex: String, position: SourcePosition)
  /// `@fig-shapes`, `[-@fig-shapes]` or `[Fig @fig-shapes]`.
  case reference(Reference)
  /// `` `{swift} expression` ``: a value computed by the cells above.
  case value(expression: String, position: SourcePosition)
  /// `[^name]`, with the note's own blocks.
  case footnote(name: String, content: [Block])
  /// `[see @lecun1998, p. 7; @alexnet]`, or `@lecun1998` within a sentence.
  case citation(Citation)
  /// `[text]{.class key=value}`.
  case span(Span)
  case softBreak
  case lineBreak

  package struct Citation: Hashable, Sendable {
    package struct Item: Hashable, Sendable {
      package var key: String
      /// The words before it, such as "see".
      package var prefix: String
      /// The words behind it, which say where in the source.
      package var locator: String
      /// `-@key`: whether the sentence has named the authors already.
      package var leavesOutAuthors = false

      package init(
        key: String, prefix: String = "", locator: String = "", leavesOutAuthors: Bool = false
      ) {
        self.key = key
        self.prefix = prefix
        self.locator = locator
        self.leavesOutAuthors = leavesOutAuthors
      }
    }

    package var items: [Item]
    /// Whether the source is a part of its sentence, which then names the authors.
    package var isInText: Bool
    /// As written.
    package var source: String
    package var position: SourcePosition

    package init(items: [Item], isInText: Bool, source: String, position: SourcePosition) {
      self.items = items
      self.isInText = isInText
      self.source = source
      self.position = position
    }
  }

  package struct Span: Hashable, Sendable {
    package var content: [Inline]
    /// For whom it stands; `nil` for everyone.
    package var condition: ContentCondition?
    package var position: SourcePosition

    package init(content: [Inline], condition: ContentCondition?, position: SourcePosition) {
      self.content = content
      self.condition = condition
      self.position = position
    }
  }

  package struct Reference: Hashable, Sendable {
    /// What is meant, such as `fig-shapes`.
    package var label: String
    /// `nil`: the usual word ("Figure 3").
    ///
    /// Empty: the number alone. Else: this text, then the number.
    package var prefix: [Inline]?
    package var position: SourcePosition

    package init(label: String, prefix: [Inline]?, position: SourcePosition) {
      self.label = label
      self.prefix = prefix
      self.position = position
    }
  }
}
