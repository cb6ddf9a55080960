import Caching
import Foundation

/// Entries of a cache, summed by what they are.
struct CacheReport: Encodable {
  struct Summary: Encodable {
    var kind: CacheFolder.Kind
    var entries = 0
    var bytes = 0
    /// When the least and the most recently used entry were used.
    var firstUse: Date?
    var lastUse: Date?

    init(_ kind: CacheFolder.Kind, among entries: [CacheFolder.Entry]) {
      self.kind = kind
      let own = entries.filter { $0.kind == kind }
      self.entries = own.count
      bytes = own.reduce(0) { $0 + $1.bytes }
      firstUse = own.map(\.lastUsed).min()
      lastUse = own.map(\.lastUsed).max()
    }
  }

  var kinds: [Summary]
  /// How much may be kept, in bytes.
  var limit: Int?

  init(_ entries: [CacheFolder.Entry], limit: Int? = nil) {
    kinds = CacheFolder.Kind.allCases.map { Summary($0, among: entries) }
    self.limit = limit
  }

  var bytes: Int { kinds.reduce(0) { $0 + $1.bytes } }

  /// The object `{"kinds": [...], "limit": ...}`, keys in order.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  /// A table with a line for each kind, and their sum.
  func text(now: Date) -> String {
    var table = TextTable(
      heading: ["KIND", "ENTRIES", "SIZE", "LAST USED", "LONGEST UNUSED"], numbers: [1, 2])
    for summary in kinds {
      table.append([
        summary.kind.rawValue, "\(summary.entries)", ByteCount.text(summary.bytes),
        Self.age(of: summary.lastUse, at: now), Self.age(of: summary.firstUse, at: now),
      ])
    }
    let total = "\(ByteCount.text(bytes)) of \(limit.map(ByteCount.text) ?? "any size") are used."
    return (table.lines + ["", total]).joined(separator: "\n")
  }

  /// `today`, `1 day ago`, `12 days ago`.
  private static func age(of date: Date?, at now: Date) -> String {
    guard let date else { return "" }
    let days = Int(now.timeIntervalSince(date) / 86400)
    return days < 1 ? "today" : days == 1 ? "1 day ago" : "\(days) days ago"
  }
}
