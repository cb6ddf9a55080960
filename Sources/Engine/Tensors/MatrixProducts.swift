import Synchronization

/// What computes the products of matrices.
///
/// OpenBLAS does, unless it has no kernels for this processor: an older library takes a newer processor for
/// the oldest of its kind, and then multiplies at an eighth of the speed. The engine's own kernel, made for
/// images side by side, is used instead. The two round differently, so results name which it was.
public enum MatrixProducts: String, Sendable, CaseIterable {
  /// The matrix library.
  case openBLAS = "OpenBLAS"
  /// The engine's own kernel.
  case own

  /// The one that is best on this processor.
  public static let best: MatrixProducts =
    BLASLibrary.instructionSet.map { $0 < InstructionSet.best } == true ? .own : .openBLAS

  private static let chosen = Atomic<Bool>(best == .own)

  /// The one in use.
  public package(set) static var current: MatrixProducts {
    get { chosen.load(ordering: .relaxed) ? .own : .openBLAS }
    set { chosen.store(newValue == .own, ordering: .relaxed) }
  }

  /// Which it is, with what and why, such as `"OpenBLAS, core type Haswell"`.
  public static var summary: String {
    switch current {
    case .openBLAS: "OpenBLAS, core type \(BLASLibrary.core)"
    case .own:
      "own kernels, \(InstructionSet.current), since OpenBLAS has none for this processor "
        + "(core type \(BLASLibrary.core))"
    }
  }
}
