/// `citation-style`: how sources are cited and listed.
package enum CitationStyle: Hashable, Sendable {
  /// `[1]`: by number, in the order of their first citation.
  case numeric
  /// `(LeCun et al., 1998)`: in the order of their authors' names.
  case authorYear
}
