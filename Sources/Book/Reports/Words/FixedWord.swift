/// A word or a phrase that a report says by itself, in the report's language.
///
/// `%@` stands for what is filled in. Templates of pages name these words too, as `words.contents`.
package enum FixedWord: String, CaseIterable, Hashable, Sendable {
  // What is numbered.
  case figure, table, listing, equation, section, chapter, appendix, exercise, solution
  case theorem, lemma, corollary, proposition, conjecture, definition, example, remark, algorithm
  case solutionOf, theSolutionOf
  // Callouts.
  case note, tip, important, warning, caution
  // Around code and its outputs.
  case code, output, errorOutput, copy, copied
  case doesNotCompile, threw, crashed, tookTooLong, ranOutOfMemory, tooManyProcesses, wasNotRun
  case inLine, seedShown
  // At the end of a printed chapter.
  case solutions, listings, codeIn, howDrawn, howComputed
  // Figures and tables.
  case dataOf, thisFigure, firstRows, asCSV, pause, quickRun, ofWhole
  // Sources.
  case references, and, inBook
  // Around pages.
  case contents, notes, linkTo, backToNote, skipToText, previous, next, pdfForPrinting
  case chaptersBeforeAndAfter, howMade, howMadeOnPage, themeAuto, themeLight, themeDark
}
