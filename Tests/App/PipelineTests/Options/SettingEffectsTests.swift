import CellOutputs
import Chapters
import Foundation
import Pipeline
import Reports
import TestSupport
import Testing

/// The same of the settings on top of a chapter, and of those of a book.
@Suite struct SettingEffectsTests {
  /// One setting, and others that it needs to be seen.
  struct Trial {
    var yaml: String
    var beside = "title: Trial"
  }

  static let trials: [String: Trial] = [
    "title": Trial(yaml: "title: Another", beside: "lang: en"),
    "subtitle": Trial(yaml: "subtitle: Second"),
    "author": Trial(yaml: "author: A. Teacher"),
    "authors": Trial(yaml: "authors: [A. Teacher]"),
    "date": Trial(yaml: "date: 2026-01-15"),
    "lang": Trial(yaml: "lang: de"),
    "abstract": Trial(yaml: "abstract: What it is about."),
    "description": Trial(yaml: "description: What it is about."),
    "subject": Trial(yaml: "subject: What it is about."),
    "keywords": Trial(yaml: "keywords: [pooling, padding]"),
    "categories": Trial(yaml: "categories: pooling, padding"),
    "license": Trial(yaml: "license: CC BY 4.0"),
    "copyright": Trial(yaml: "copyright: 2026 A. Teacher"),
    "toc": Trial(yaml: "toc: false"),
    "toc-depth": Trial(yaml: "toc-depth: 2"),
    "toc-title": Trial(yaml: "toc-title: What is inside"),
    "number-sections": Trial(yaml: "number-sections: false"),
    "number-depth": Trial(yaml: "number-depth: 2"),
    "crossref": Trial(yaml: "crossref: {fig-title: Abb.}"),
    "params": Trial(yaml: "params: {epochs: 2}"),
    "execute": Trial(yaml: "execute: {echo: false}"),
    "swift-version": Trial(yaml: "swift-version: 6"),
    "theme": Trial(yaml: "theme: dark"),
    "css": Trial(yaml: "css: own.css"),
    "code-copy": Trial(yaml: "code-copy: false"),
    "papersize": Trial(yaml: "papersize: letter"),
    "fontsize": Trial(yaml: "fontsize: 12pt"),
    "mainfont": Trial(yaml: "mainfont: Lato"),
    "linkcolor": Trial(yaml: "linkcolor: \"#b3362b\""),
    "output-file": Trial(yaml: "output-file: notes"),
    "code-fold": Trial(yaml: "code-fold: show"),
    "code-summary": Trial(yaml: "code-summary: Look", beside: "code-fold: true"),
    "code-overflow": Trial(yaml: "code-overflow: wrap"),
    "code-line-numbers": Trial(yaml: "code-line-numbers: true"),
    "fig-width": Trial(yaml: "fig-width: 3"),
    "fig-height": Trial(yaml: "fig-height: 2"),
    "fig-asp": Trial(yaml: "fig-asp: 0.3"),
    "fig-align": Trial(yaml: "fig-align: center"),
    "fig-dpi": Trial(yaml: "fig-dpi: 72"),
    "fig-format": Trial(yaml: "fig-format: png"),
    "fig-cap-location": Trial(yaml: "fig-cap-location: top"),
    "tbl-cap-location": Trial(yaml: "tbl-cap-location: bottom"),
    "lst-cap-location": Trial(yaml: "lst-cap-location: bottom"),
    "tbl-colwidths": Trial(yaml: "tbl-colwidths: [70, 30]"),
  ]

  /// Settings with one value that is always so: any other is reported.
  static let fixed: [String: String] = [
    "embed-resources": "false", "self-contained": "false", "html-math-method": "katex",
    "respect-user-color-scheme": "false", "execute-dir": "file", "link-citations": "false",
  ]

  /// Settings that have a test of their own below, in `OptionEffectsTests`, `CitationTests`,
  /// `ExerciseTests` or `CommandLineTests`.
  static let triedElsewhere: Set<String> = [
    "draft", "profiles", "format", "fig-pos", "bibliography", "citation-style", "edition",
  ]

  @Test func `every setting that is accepted has a trial, and every trial is of an accepted one`() {
    let tried = Set(Self.trials.keys).union(Self.fixed.keys).union(Self.triedElsewhere)
    #expect(tried == FrontMatter.names)
  }

  @Test(arguments: trials.keys.sorted())
  func `a setting changes what is run or what is made`(name: String) async throws {
    let trial = try #require(Self.trials[name])
    let plain = chapter(trial.beside)
    let changed = chapter(trial.beside + "\n" + trial.yaml)
    #expect(plain.diagnostics.isEmpty)
    #expect(changed.diagnostics.isEmpty)
    #expect(try await Rendition(chapter: changed).differs(from: Rendition(chapter: plain)))
  }

  @Test(arguments: fixed.keys.sorted())
  func `another value of what is always so is reported`(name: String) throws {
    let value = try #require(Self.fixed[name])
    let reported = chapter("\(name): \(value)").diagnostics
    #expect(reported.map(\.severity) == [.warning])
    #expect(reported.first?.message.hasPrefix("setting '\(name)' is always") == true)
  }

  @Test func `a profile changes the parameters of a render that names it`() throws {
    let chapter = chapter("params: {epochs: 2}\nprofiles: {full: {epochs: 9}}")
    let full = try ParameterOverrides(profile: "full").applied(to: [chapter])
    #expect(full.first?.frontMatter.parameters.map(\.value) == [.integer(9)])
  }

  @Test func `a draft is left out of its book, and rendered when it is named`() throws {
    let folder = try TemporaryFolder()
    try folder.write("---\ndraft: true\n---\nText\n", to: "chapters/01-a.md")
    try folder.write("Text\n", to: "chapters/02-b.md")
    #expect(try Project.find(from: folder.url).chapters().map(\.slug) == ["02-b"])
    let file = folder.url.appending(path: "chapters/01-a.md").path
    #expect(try Project.singleFile(file).chapters().map(\.slug) == ["01-a"])
  }

  @Test func `a book of drafts only says so`() throws {
    let folder = try TemporaryFolder()
    try folder.write("---\ndraft: true\n---\nText\n", to: "chapters/01-a.md")
    #expect(throws: PipelineError.onlyDrafts(count: 1)) {
      try Project.find(from: folder.url).chapters()
    }
  }

  // MARK: Books

  static let bookTrials: [String: String] = [
    "title": "title: Networks", "subtitle": "subtitle: Second", "author": "author: A. Teacher",
    "authors": "authors: [A. Teacher]", "date": "date: 2026", "abstract": "abstract: What it is.",
    "description": "description: What it is.", "license": "license: CC BY 4.0",
    "output-file": "output-file: handout", "chapters": "chapters: [a.md]",
    "appendices": "appendices: [a.md]",
  ]

  static let projectTrials: [String: String] = [
    "title": "title: Networks", "output-dir": "output-dir: build",
    "cache-limit": "cache-limit: 2GB",
  ]

  @Test func `every setting of a book and of a project has a trial`() {
    #expect(Set(Self.bookTrials.keys) == BookConfiguration.bookNames)
    #expect(
      Set(Self.projectTrials.keys).union(["type", "execute-dir"]) == BookConfiguration.projectNames)
  }

  @Test(
    arguments: bookTrials.values.sorted().map { "book:\n  \($0)\n" }
      + projectTrials.values.sorted().map { "project:\n  \($0)\n" })
  func `a setting of a book changes its report, its files or its chapters`(text: String) {
    let configuration = BookConfiguration.parse(Array(text.utf8), path: "_convolume.yml")
    #expect(configuration.diagnostics.isEmpty)
    #expect(Self.look(of: configuration) != Self.look(of: BookConfiguration()))
  }

  private static func look(of configuration: BookConfiguration) -> [String] {
    let builder = ReportBuilder(highlight: { _, _ in [] }, readResource: { _ in [] })
    let (report, _) = builder.book(configuration, chapters: [])
    return [
      report.title, report.subtitle ?? "", report.authors.joined(), report.date ?? "",
      report.abstract ?? "", report.summary ?? "", report.rights.joined(), report.fileName,
      configuration.outputFolder, configuration.chapterPaths(among: ["chapters/b.md"]).joined(),
      "\(configuration.cacheLimit)",
    ]
  }

  @Test func `a setting of the whole report is reported in a chapter of a book`() {
    let chapter = chapter("papersize: letter")
    #expect(
      chapter.settingsOfWholeReports.map(\.description) == [
        """
        trial.md:2:1: warning: setting 'papersize' has no effect in a chapter of a book
          2 | papersize: letter
            | ^~~~~~~~~
          why: it says something of the whole report
          fix: write it in _convolume.yml
        """
      ])
  }

  private func chapter(_ yaml: String) -> Chapter {
    Chapter.parse(
      """
      ---
      \(yaml)
      ---

      ## First {#sec-first}

      See @fig-trial and [the web](https://example.org).

      ### Second

      ```{swift}
      //| label: fig-trial
      //| fig-cap: Caption
      //| tbl-cap: Layers
      //| lst-cap: Code
      let a = 1
      ```
      """, path: "trial.md")
  }
}
