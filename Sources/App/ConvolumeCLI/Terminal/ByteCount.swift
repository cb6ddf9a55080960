import Foundation

/// A number of bytes, as people read it.
enum ByteCount {
  /// `812 B`, `29.5 kB`, `170.5 MB`: decimal units, as disks and networks count.
  static func text(_ count: Int) -> String {
    let units = ["kB", "MB", "GB", "TB"]
    guard count >= 1000 else { return "\(count) B" }
    var size = Double(count) / 1000
    var unit = 0
    while size >= 999.95, unit < units.count - 1 {
      size /= 1000
      unit += 1
    }
    return String(format: "%.1f %@", size, units[unit])
  }
}
