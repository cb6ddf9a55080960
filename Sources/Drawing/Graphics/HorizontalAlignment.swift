/// Where something narrower than its room stands in it.
public enum HorizontalAlignment: String, Hashable, Codable, Sendable {
  case left, center, right

  /// The fraction of the free width that stands on the left, in `0...1`.
  package var leftShare: Double {
    switch self {
    case .left: 0
    case .center: 0.5
    case .right: 1
    }
  }
}
