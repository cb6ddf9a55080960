import Datasets
import NeuralNetworks

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Whether training calls code for a value that the engine does not hold.
///
/// A cell may make a layer or a loss of a type that it did not define: `extension Sequential: Loss`.
/// The type's name then says nothing of the code. A conformance is a table of functions in memory. Its
/// first entry points to its description, which lies in the program or library that it was compiled
/// into; the engine's own show which that is.
enum ForeignConformance {
  /// Whether `value` has a part in training by a conformance from elsewhere.
  static func isUsed(by value: Any) -> Bool {
    // The casts keep the compiler from opening the existentials.
    var tables: [UnsafeRawPointer] = []
    if let layer = value as? any Layer { tables.append(table(of: layer as any Layer)) }
    if let loss = value as? any Loss { tables.append(table(of: loss as any Loss)) }
    if let rule = value as? any Optimizer { tables.append(table(of: rule as any Optimizer)) }
    if let transform = value as? any ImageTransform {
      tables.append(table(of: transform as any ImageTransform))
    }
    return tables.contains { image(of: description(of: $0)) != engine }
  }

  private static let engine = image(of: description(of: table(of: CrossEntropy() as any Loss)))

  /// An existential of one protocol: three words for the value, its type, then the table.
  private static func table<Existential>(of existential: Existential) -> UnsafeRawPointer {
    withUnsafeBytes(of: existential) {
      $0.load(fromByteOffset: 4 * MemoryLayout<Int>.size, as: UnsafeRawPointer.self)
    }
  }

  private static func description(of table: UnsafeRawPointer) -> UnsafeRawPointer {
    table.load(as: UnsafeRawPointer.self)
  }

  /// Where the program or library begins that `address` lies in; `nil` when there is none.
  private static func image(of address: UnsafeRawPointer) -> Int? {
    // Glibc shows `dladdr` and its `Dl_info`, four pointers, only to those who ask in C.
    typealias Lookup = @convention(c) (UnsafeRawPointer, UnsafeMutableRawPointer) -> CInt
    guard let symbol = dlsym(dlopen(nil, RTLD_NOW), "dladdr") else { return nil }
    let lookup = unsafeBitCast(symbol, to: Lookup.self)
    var info = [UnsafeRawPointer?](repeating: nil, count: 4)
    let found = info.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map { lookup(address, $0) } ?? 0
    }
    return found == 0 ? nil : info[1].map { Int(bitPattern: $0) }
  }
}
