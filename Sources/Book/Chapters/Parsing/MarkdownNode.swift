import CCmarkGFM
import Graphics
import Synchronization

/// A node of the tree that cmark-gfm makes of Markdown, as a value.
///
/// This is the only call to it.
struct MarkdownNode: Sendable {
  enum Kind: Hashable, Sendable {
    case document, paragraph, quote, item, rule, tableCell, footnoteDefinition
    case softBreak, lineBreak, emphasis, strong, strikethrough
    case heading(level: Int)
    case list(start: Int?, isTight: Bool)
    case code(info: String, text: String, isFenced: Bool)
    case html(String)
    case table([HorizontalAlignment])
    case tableRow(isHeader: Bool)
    case text(String)
    case inlineCode(String)
    case inlineHTML(String)
    case link(target: String, title: String)
    case image(source: String, title: String)
    case footnoteReference(number: String)
  }

  var kind: Kind
  /// Lines and columns of the text given to cmark, from 1, and 0 where cmark tells no place.
  ///
  /// Columns count bytes.
  var startLine: Int
  var startColumn: Int
  var endLine: Int
  var children: [MarkdownNode] = []

  /// Deeper nesting than this is dropped: it is no handout, and would exhaust the stack.
  static let depthLimit = 100

  /// Parses `text`; the second value tells whether nesting went beyond `depthLimit`.
  static func parse(_ text: String, smart: Bool = true) -> (root: MarkdownNode, isTooDeep: Bool) {
    var isTooDeep = false
    guard let tree = cmarkTree(text, smart: smart) else {
      return (MarkdownNode(kind: .document, startLine: 1, startColumn: 1, endLine: 1), false)
    }
    defer { cmark_node_free(tree) }
    let root = MarkdownNode(tree, depth: 0, isTooDeep: &isTooDeep)
    return (root, isTooDeep)
  }

  /// cmark-gfm keeps the characters that its extensions react to in global tables.
  private static let extensions = Mutex(false)

  private static func cmarkTree(_ text: String, smart: Bool) -> OpaquePointer? {
    extensions.withLock { areRegistered in
      if !areRegistered {
        cmark_gfm_core_extensions_ensure_registered()
        areRegistered = true
      }
      guard let parser = cmark_parser_new(CMARK_OPT_FOOTNOTES | (smart ? CMARK_OPT_SMART : 0))
      else { return nil }
      defer { cmark_parser_free(parser) }
      for name in ["table", "strikethrough", "autolink"] {
        cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
      }
      var text = text
      text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          cmark_parser_feed(parser, characters.baseAddress, characters.count)
        }
      }
      return cmark_parser_finish(parser)
    }
  }

  private init(kind: Kind, startLine: Int, startColumn: Int, endLine: Int) {
    self.kind = kind
    self.startLine = startLine
    self.startColumn = startColumn
    self.endLine = endLine
  }

  private init(_ node: OpaquePointer, depth: Int, isTooDeep: inout Bool) {
    self.init(
      kind: Self.kind(of: node),
      startLine: Int(cmark_node_get_start_line(node)),
      startColumn: Int(cmark_node_get_start_column(node)),
      endLine: Int(cmark_node_get_end_line(node)))
    var next = cmark_node_first_child(node)
    while let child = next {
      guard depth < Self.depthLimit else {
        isTooDeep = true
        return
      }
      children.append(MarkdownNode(child, depth: depth + 1, isTooDeep: &isTooDeep))
      next = cmark_node_next(child)
    }
  }

  private static func kind(of node: OpaquePointer) -> Kind {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: .document
    case CMARK_NODE_PARAGRAPH: .paragraph
    case CMARK_NODE_BLOCK_QUOTE: .quote
    case CMARK_NODE_ITEM: .item
    case CMARK_NODE_THEMATIC_BREAK: .rule
    case CMARK_NODE_FOOTNOTE_DEFINITION: .footnoteDefinition
    case CMARK_NODE_SOFTBREAK: .softBreak
    case CMARK_NODE_LINEBREAK: .lineBreak
    case CMARK_NODE_EMPH: .emphasis
    case CMARK_NODE_STRONG: .strong
    case CMARK_NODE_HEADING: .heading(level: Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_LIST:
      .list(
        start: cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
          ? Int(cmark_node_get_list_start(node)) : nil,
        isTight: cmark_node_get_list_tight(node) != 0)
    case CMARK_NODE_CODE_BLOCK:
      .code(
        info: string(cmark_node_get_fence_info(node)), text: literal(of: node),
        isFenced: isFenced(node))
    case CMARK_NODE_HTML_BLOCK: .html(literal(of: node))
    case CMARK_NODE_TEXT: .text(literal(of: node))
    case CMARK_NODE_CODE: .inlineCode(literal(of: node))
    case CMARK_NODE_HTML_INLINE: .inlineHTML(literal(of: node))
    case CMARK_NODE_FOOTNOTE_REFERENCE: .footnoteReference(number: literal(of: node))
    case CMARK_NODE_LINK:
      .link(target: string(cmark_node_get_url(node)), title: string(cmark_node_get_title(node)))
    case CMARK_NODE_IMAGE:
      .image(source: string(cmark_node_get_url(node)), title: string(cmark_node_get_title(node)))
    default: extensionKind(of: node)
    }
  }

  /// The node types of extensions are numbered when they register, so they are told by name.
  private static func extensionKind(of node: OpaquePointer) -> Kind {
    switch string(cmark_node_get_type_string(node)) {
    case "table":
      let count = Int(cmark_gfm_extensions_get_table_columns(node))
      let letters = UnsafeBufferPointer(
        start: cmark_gfm_extensions_get_table_alignments(node), count: count)
      return .table(
        letters.map { letter in
          switch letter {
          case UInt8(ascii: "c"): .center
          case UInt8(ascii: "r"): .right
          default: .left
          }
        })
    case "table_header": return .tableRow(isHeader: true)
    case "table_row": return .tableRow(isHeader: false)
    case "table_cell": return .tableCell
    case "strikethrough": return .strikethrough
    default: return .text(literal(of: node))
    }
  }

  private static func isFenced(_ node: OpaquePointer) -> Bool {
    var (length, offset, character) = (CInt(0), CInt(0), CChar(0))
    return cmark_node_get_fenced(node, &length, &offset, &character) != 0
  }

  private static func literal(of node: OpaquePointer) -> String {
    string(cmark_node_get_literal(node))
  }

  private static func string(_ characters: UnsafePointer<CChar>?) -> String {
    characters.map { String(cString: $0) } ?? ""
  }
}
