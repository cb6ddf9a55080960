import BinaryCoding
import Digests
import Foundation

/// What renderers made (drawings, pages, documents), kept under all that it was made of.
///
/// Renderers are functions: the same figure, theme and fonts give the same bytes. So bytes that are kept
/// are those that would be made, whichever render made them. A kept file that is damaged or gone is
/// made again. What several ask for at once is made once.
package struct RenderStore: Sendable {
  /// Such as `.convolume/cache/rendered`; `nil` keeps nothing.
  private let folder: String?
  private let maker: Maker
  private let turns = Turns()

  /// Creates a store.
  ///
  /// - Parameters:
  ///   - folder: Where things are kept; made if absent.
  ///   - maker: Returns a digest of whatever makes them: the program, its libraries, fonts and settings of
  ///     its own. Asked for once, and only when something is to be made.
  package init(folder: String, maker: @escaping @Sendable () async -> String) {
    self.folder = folder
    self.maker = Maker(maker)
  }

  private init() {
    folder = nil
    maker = Maker { "" }
  }

  /// A store that keeps nothing.
  package static let none = RenderStore()

  /// Returns what `make` makes of `source`, or made once.
  ///
  /// - Parameters:
  ///   - kind: A word for what is made, such as `svg light`; with `source`, all that `make` looks at.
  ///   - source: What it is made of.
  ///   - make: Makes it.
  /// - Returns: The bytes.
  /// - Throws: What `make` throws.
  package func bytes(
    of kind: String, from source: some Encodable & Sendable,
    make: () async throws -> [UInt8]
  ) async throws -> [UInt8] {
    try await kept(kind, from: source, read: { $0 }, write: { $0 }, make: make)
  }

  /// Returns the same bytes, to be asked for by whoever needs them.
  package func content(
    of kind: String, from source: some Encodable & Sendable,
    make: @escaping @Sendable () async throws -> [UInt8]
  ) async throws -> KeptBytes {
    guard let key = try await key(of: kind, from: source) else { return KeptBytes(make: make) }
    return KeptBytes(key: key, noting: { touch(key) }) {
      try await bytes(of: kind, from: source, make: make)
    }
  }

  /// Returns the key under which something is kept; `nil` where nothing is.
  package func key(of kind: String, from source: some Encodable & Sendable) async throws -> String?
  {
    folder == nil ? nil : try Self.digest(of: source, as: "\(await maker.digest)\n\(kind)")
  }

  /// Notes that what is kept under a key was of use.
  package func touch(_ key: String) { file(of: key)?.touch() }

  private func file(of key: String) -> ChecksummedFile? {
    folder.map { ChecksummedFile(path: "\($0)/\(key.prefix(2))/\(key)", name: key) }
  }

  /// The same for a value that is no bytes.
  package func value<Value: Codable & Sendable>(
    of kind: String, from source: some Encodable & Sendable,
    make: () async throws -> Value
  ) async throws -> Value {
    try await kept(
      kind, from: source, read: { try BinaryCoding.decode(Value.self, from: $0) },
      write: { try BinaryCoding.encode($0) }, make: make)
  }

  private func kept<Value: Sendable>(
    _ kind: String, from source: some Encodable & Sendable, read: ([UInt8]) throws -> Value,
    write: (Value) throws -> [UInt8], make: () async throws -> Value
  ) async throws -> Value {
    guard let key = try await key(of: kind, from: source), let file = file(of: key) else {
      return try await make()
    }
    return try await turns.take(at: key) {
      // What is damaged is as good as absent.
      if let bytes = try? file.content(), let known = try? read(bytes) {
        file.touch()
        return known
      }
      let made = try await make()
      // Where it cannot be written, on a full disk for one, the next render makes it again.
      try? file.write(try write(made))
      return made
    }
  }

  /// Asks once.
  private actor Maker {
    private let ask: @Sendable () async -> String
    private var task: Task<String, Never>?

    init(_ ask: @escaping @Sendable () async -> String) { self.ask = ask }

    var digest: String {
      get async {
        let task = task ?? Task { [ask] in await ask() }
        self.task = task
        return await task.value
      }
    }
  }

  /// A digest of a value and a word for what it is to be used for, in hexadecimal.
  package static func digest(of source: some Encodable, as kind: String = "") throws -> String {
    var hash = SHA256()
    hash.update("\(kind.utf8.count) \(kind)\n".utf8)
    hash.update(try BinaryCoding.encode(source))
    return hash.hexadecimal
  }
}
