import CKernels
import Contracts

/// The processor's instructions that the engine's inner loops are built for.
///
/// The best that the processor has is used, unless the environment variable
/// `CONVOLUME_INSTRUCTION_SET` names a lesser one. A set always gives the same numbers; between sets
/// the last digits may differ.
public enum InstructionSet: String, CaseIterable, Sendable {
  /// What every processor of the platform has: SSE2 on x86, NEON on Arm.
  case baseline
  /// x86 with AVX2 and fused multiply-add: eight numbers at a time.
  case avx2
  /// x86 with AVX-512 (F, VL, BW and DQ): sixteen numbers at a time.
  case avx512

  /// The best that this processor has.
  public static var best: InstructionSet { InstructionSet(convolume_best_instruction_set()) }

  /// The one in use.
  public package(set) static var current: InstructionSet {
    get { InstructionSet(convolume_current_instruction_set()) }
    set {
      require(
        available.contains(newValue),
        "InstructionSet.current: this processor has no \(newValue), only "
          + "\(available.map(\.description).joined(separator: ", ")).")
      convolume_use_instruction_set(newValue.kernels)
    }
  }

  /// Those that this processor has, the best last.
  public static var available: [InstructionSet] {
    allCases.filter { $0.kernels.rawValue <= best.kernels.rawValue }
  }

  private init(_ kernels: convolume_instruction_set) {
    switch kernels {
    case convolume_avx512: self = .avx512
    case convolume_avx2: self = .avx2
    default: self = .baseline
    }
  }

  private var kernels: convolume_instruction_set {
    switch self {
    case .baseline: convolume_baseline
    case .avx2: convolume_avx2
    case .avx512: convolume_avx512
    }
  }
}

extension InstructionSet: Comparable {
  /// Whether every processor that has `right` has `left`, too, but not the other way round.
  public static func < (left: InstructionSet, right: InstructionSet) -> Bool {
    left.kernels.rawValue < right.kernels.rawValue
  }
}

extension InstructionSet: CustomStringConvertible {
  public var description: String {
    switch self {
    case .baseline: "baseline"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }
}
