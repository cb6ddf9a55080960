import Foundation

/// What is wrong with a file of weights, and how to fix it.
public struct WeightsError: Error, Hashable, Sendable {
  public enum Problem: Error, Hashable, Sendable {
    /// The system would not let us read it.
    case unreadable(reason: String)
    /// The system would not let us write it.
    case unwritable(reason: String)
    /// The file ends within the eight bytes that give the header's length.
    case noHeader(bytes: Int)
    /// The header would reach beyond the end of the file.
    case headerBeyondEnd(claimed: UInt64, available: Int)
    /// The header is longer than any that is made in earnest.
    case headerTooLong(claimed: UInt64, limit: Int)
    /// The header is not a table of tensors in JSON.
    case badHeader(reason: String)
    /// Two tensors have one name.
    case repeatedName(String)
    /// A tensor's numbers are of a type that the format does not have.
    case unknownType(tensor: String, type: String)
    /// A tensor has a negative extent, or more numbers than can be counted.
    case impossibleShape(tensor: String, shape: [Int])
    /// A tensor lies outside the data, or ends before it begins.
    case impossiblePlace(tensor: String, offsets: [Int], available: Int)
    /// A tensor's place has more or fewer bytes than its shape and its type need.
    case wrongSize(tensor: String, shape: [Int], type: String, expected: Int, found: Int)
    /// A tensor begins inside the one before it.
    case overlap(tensor: String, begin: Int, previousEnd: Int)
    /// Some bytes of the data belong to no tensor.
    case unusedBytes(from: Int, to: Int)
    /// The tensors are not those of the network: one line for each that is not.
    case otherNetwork(differences: [String])
  }

  /// The path of the file.
  public var file: String
  public var problem: Problem

  public init(file: String, problem: Problem) {
    self.file = file
    self.problem = problem
  }
}

extension WeightsError: CustomStringConvertible {
  public var description: String {
    switch problem {
    case .unreadable(let reason):
      "\(file): cannot be read: \(reason). Check the path; it begins where the program was started."
    case .unwritable(let reason):
      "\(file): cannot be written: \(reason). Check that its folder is there and may be written to."
    case .noHeader(let bytes):
      "\(file), byte 0: expected the 8 bytes of the header's length, found \(bytes). \(Self.again)"
    case .headerBeyondEnd(let claimed, let available):
      "\(file), byte 0: the header claims \(claimed) bytes, but \(available) follow. \(Self.again)"
    case .headerTooLong(let claimed, let limit):
      "\(file), byte 0: the header claims \(claimed) bytes; at most \(limit) are read. \(Self.again)"
    case .badHeader(let reason):
      "\(file), byte 8: the header is not a table of tensors: \(reason). \(Self.again)"
    case .repeatedName(let name):
      "\(file), tensor '\(name)': the name appears twice. Save the weights under different names."
    case .unknownType(let tensor, let type):
      "\(file), tensor '\(tensor)': expected a type such as F32, found '\(type)'. \(Self.asFloat32)"
    case .impossibleShape(let tensor, let shape):
      "\(file), tensor '\(tensor)': no memory holds the shape \(shape). \(Self.again)"
    case .impossiblePlace(let tensor, let offsets, let available):
      "\(file), tensor '\(tensor)': expected a first and a last place in 0...\(available), found "
        + "\(offsets). \(Self.again)"
    case .wrongSize(let tensor, let shape, let type, let expected, let found):
      "\(file), tensor '\(tensor)': the shape \(shape) of \(type) needs \(expected) bytes, found "
        + "\(found). \(Self.again)"
    case .overlap(let tensor, let begin, let previousEnd):
      "\(file), tensor '\(tensor)': begins at byte \(begin) of the data, but the tensor before it "
        + "ends at \(previousEnd). \(Self.again)"
    case .unusedBytes(let from, let to):
      "\(file): bytes \(from) to \(to) of the data belong to no tensor. \(Self.again)"
    case .otherNetwork(let differences):
      "\(file): these are not the weights of this network:\n"
        + differences.map { "  \($0)\n" }.joined()
        + "Build the network that they were saved from; layers may be given the names of the file "
        + "with named(_:)."
    }
  }

  private static let again =
    "The file is damaged, or not a safetensors file; save or copy it again."

  static let asFloat32 = "Save float32 numbers: model.float() in PyTorch makes them."
}

extension WeightsError: LocalizedError {
  public var errorDescription: String? { description }
}
