/// Bytes that are looked up, or made, when somebody asks for them.
///
/// Whoever knows that a file was written with the same key need not ask.
package struct KeptBytes: Sendable {
  /// A digest of all that the bytes are made of; `nil` where it is not known.
  ///
  /// Equal keys mean equal bytes.
  package let key: String?
  private let make: @Sendable () async throws -> [UInt8]
  private let note: @Sendable () -> Void

  /// Creates bytes that are made when they are asked for.
  ///
  /// - Parameters:
  ///   - key: A digest of all that `make` looks at.
  ///   - note: Notes that what is kept of them was of use.
  ///   - make: Makes them.
  package init(
    key: String? = nil, noting note: @escaping @Sendable () -> Void = {},
    make: @escaping @Sendable () async throws -> [UInt8]
  ) {
    self.key = key
    self.make = make
    self.note = note
  }

  /// The bytes themselves.
  ///
  /// - Throws: What keeps them from being made.
  package var bytes: [UInt8] { get async throws { try await make() } }

  /// Notes that what is kept of them was of use, without asking for it: it is not to be among the first to go.
  package func touch() { note() }
}
