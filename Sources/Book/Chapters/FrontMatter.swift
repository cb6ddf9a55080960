/// The settings between the two `---` lines on top of a chapter.
package struct FrontMatter: Hashable, Sendable {
  package var title: String?
  package var subtitle: String?
  package var authors: [String] = []
  package var date: String?
  package var language: String?
  package var abstract: String?
  package var keywords: [String] = []
  /// `params`: named values that cells read as `params.name`, in the order written.
  package var parameters: [Parameter] = []
  /// `profiles`: for each profile's name, the parameters that it sets otherwise.
  package var profiles: [String: [Parameter]] = [:]
  package var numbersSections = true
  package var tableOfContents = true
  /// The deepest heading level in the table of contents.
  package var tableOfContentsDepth = 3
  /// The options that every cell starts from: `execute:`, `code-fold`, `fig-width` and the like.
  package var cellDefaults = CellOptions()
  /// What `execute:` says of the whole chapter; each cell's options carry it too.
  package var timeout: Double?
  package var memory: Int?
  package var seed: Int?
  /// `swift-version`: the rules by which the cells are compiled.
  package var languageMode = LanguageMode.five

  package struct Parameter: Hashable, Codable, Sendable {
    package enum Value: Hashable, Codable, Sendable {
      case integer(Int)
      case number(Double)
      case boolean(Bool)
      case text(String)
    }

    package var name: String
    package var value: Value

    package init(name: String, value: Value) {
      self.name = name
      self.value = value
    }
  }

  package init() {}
}
