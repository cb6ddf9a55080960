import Foundation
import TestSupport

/// The checkout that the tests belong to, and what it was built into.
enum Checkout {
  static let folder = (0..<4).reduce(URL(filePath: #filePath)) { place, _ in
    place.deletingLastPathComponent()
  }
  static let build = URL(filePath: Book.convolume.path).resolvingSymlinksInPath()
    .deletingLastPathComponent()
}
