/// A description of something for cuDNN: attributes are set, then it is finished, and others refer to it.
package final class CuDNNDescriptor {
  let library: CuDNN
  private let kind: CuDNN.Kind
  private(set) var pointer: UnsafeMutableRawPointer?
  /// What this one refers to, kept as long as it.
  private var parts: [CuDNNDescriptor] = []

  init(_ kind: CuDNN.Kind, of library: CuDNN) throws {
    self.library = library
    self.kind = kind
    try library.check(
      library.createDescriptor(kind.rawValue, &pointer), "cudnnBackendCreateDescriptor(\(kind))")
  }

  deinit { _ = library.destroyDescriptor(pointer) }

  /// Sets an attribute to values, whose type in C must be that of `type`.
  func set<Value: BitwiseCopyable>(
    _ attribute: CuDNN.Attribute, _ type: CuDNN.ValueType, _ values: [Value]
  ) throws {
    let code = values.withUnsafeBytes { bytes in
      bytes.baseAddress.map {
        library.setAttribute(
          pointer, attribute.rawValue, type.rawValue, Int64(values.count), $0)
      } ?? 0
    }
    try library.check(code, "cudnnBackendSetAttribute(\(kind), \(attribute))")
  }

  func set(_ attribute: CuDNN.Attribute, _ numbers: [Int]) throws {
    try set(attribute, .int64, numbers.map(Int64.init))
  }

  func set(_ attribute: CuDNN.Attribute, _ descriptors: [CuDNNDescriptor]) throws {
    try set(attribute, .descriptor, descriptors.map(\.pointer))
    parts += descriptors
  }

  /// Ends the description.
  ///
  /// - Throws: `CUDAError.failed` with the library's reason.
  func finish() throws {
    try library.check(library.finalizeDescriptor(pointer), "cudnnBackendFinalize(\(kind))")
  }

  /// Ends the description, if the library supports what it says.
  ///
  /// - Returns: Whether it does.
  /// - Throws: `CUDAError.failed` for any other reason.
  func finishIfSupported() throws -> Bool {
    let code = library.finalizeDescriptor(pointer)
    if CuDNN.isUnsupported(code) { return false }
    try library.check(code, "cudnnBackendFinalize(\(kind))")
    return true
  }

  /// Returns the values of an attribute, at most so many.
  func values<Value: BitwiseCopyable>(
    _ attribute: CuDNN.Attribute, _ type: CuDNN.ValueType, atMost most: Int, like example: Value
  ) throws -> [Value] {
    var count: Int64 = 0
    var values = [Value](repeating: example, count: most)
    let code = values.withUnsafeMutableBytes {
      library.getAttribute(
        pointer, attribute.rawValue, type.rawValue, Int64(most), &count, $0.baseAddress)
    }
    try library.check(code, "cudnnBackendGetAttribute(\(kind), \(attribute))")
    return Array(values.prefix(Int(count)))
  }

  /// Returns the descriptors that an attribute holds, at most so many, each of a kind.
  func descriptors(
    _ attribute: CuDNN.Attribute, _ kind: CuDNN.Kind, atMost most: Int
  ) throws -> [CuDNNDescriptor] {
    // The library fills descriptors that are there already.
    let made = try (0..<most).map { _ in try CuDNNDescriptor(kind, of: library) }
    var pointers = made.map(\.pointer)
    var count: Int64 = 0
    let code = pointers.withUnsafeMutableBytes {
      library.getAttribute(
        pointer, attribute.rawValue, CuDNN.ValueType.descriptor.rawValue, Int64(most), &count,
        $0.baseAddress)
    }
    try library.check(code, "cudnnBackendGetAttribute(\(self.kind), \(attribute))")
    return Array(made.prefix(Int(count)))
  }

  /// How many values an attribute has.
  func count(_ attribute: CuDNN.Attribute, _ type: CuDNN.ValueType) throws -> Int {
    var count: Int64 = 0
    let code = library.getAttribute(
      pointer, attribute.rawValue, type.rawValue, 0, &count, nil)
    try library.check(code, "cudnnBackendGetAttribute(\(kind), \(attribute))")
    return Int(count)
  }
}
