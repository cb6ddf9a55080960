import Contracts
import Foundation
import NeuralNetworks
import Tensors

extension Layer {
  /// Writes the weights and running statistics to a file that PyTorch can read.
  ///
  /// The file is in the safetensors format. Its names are those of `torch.nn.Sequential`: the place of
  /// the layer and what it holds, `0.weight`, or the layer's own name where it was given one,
  /// `C1.weight`.
  ///
  /// ```swift
  /// try network.saveWeights(to: "lenet.safetensors")
  /// // In Python: model.load_state_dict(safetensors.torch.load_file("lenet.safetensors"))
  /// ```
  ///
  /// - Parameter path: The file; one that is there already is replaced when all is written.
  /// - Throws: `WeightsError` when the file cannot be written.
  public func saveWeights(to path: String) throws(WeightsError) {
    let names = weightNames
    let all = names.parameters + names.statistics
    var seen = Set<String>()
    for name in all {
      require(
        seen.insert(name).inserted,
        "saveWeights(to:): two tensors would be called '\(name)'. Give the layers names that are "
          + "not numbers.")
    }
    let values = (parameters + statistics).map(\.value)
    do {
      let bytes = try SafeTensors.bytes(of: zip(all, values).map { (name: $0, value: $1) })
      try bytes.write(to: URL(filePath: path), options: .atomic)
      Session.noteWritten(fileAt: path)
    } catch {
      throw WeightsError(file: path, problem: .unwritable(reason: error.localizedDescription))
    }
  }

  /// Reads weights and running statistics that `saveWeights(to:)` or PyTorch wrote.
  ///
  /// Every tensor of the network must be in the file, in its shape and in float32, and no other; how
  /// many batches PyTorch's batch normalization has counted (`num_batches_tracked`) is passed over.
  ///
  /// ```swift
  /// // In Python: safetensors.torch.save_file(model.state_dict(), "lenet.safetensors")
  /// try network.loadWeights(from: "lenet.safetensors")
  /// ```
  ///
  /// - Parameter path: The file, in the safetensors format.
  /// - Throws: `WeightsError` when the file is damaged or holds the weights of another network, which
  ///   leaves this one as it was.
  public mutating func loadWeights(from path: String) throws(WeightsError) {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe)
      Session.observe(fileAt: path, content: bytes)
    } catch {
      Session.observe(fileAt: path, content: nil)
      throw WeightsError(file: path, problem: .unreadable(reason: error.localizedDescription))
    }
    do throws(WeightsError.Problem) {
      try take(from: SafeTensors(bytes))
    } catch {
      throw WeightsError(file: path, problem: error)
    }
  }

  private mutating func take(from file: SafeTensors) throws(WeightsError.Problem) {
    let names = weightNames
    let own = zip(names.parameters + names.statistics, parameters + statistics)
    var differences = [String]()
    var tensors = [Tensor]()
    for (name, (_, value)) in own {
      guard let entry = file.entries[name] else {
        differences.append("'\(name)' \(value.shape) is not in the file")
        continue
      }
      if entry.shape != value.shape {
        differences.append("'\(name)' is \(value.shape) here, \(entry.shape) in the file")
      } else if let tensor = file.tensor(name) {
        tensors.append(tensor)
      } else {
        differences.append(
          "'\(name)' is of the type \(entry.type) in the file. \(WeightsError.asFloat32)")
      }
    }
    let known = Set(own.map(\.0))
    for (name, entry) in file.entries.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      let counter = "num_batches_tracked"
      let sibling = name.hasSuffix(counter) ? name.dropLast(counter.count) + "running_mean" : ""
      if !known.contains(sibling) {
        differences.append("'\(name)' \(entry.shape) is in the file only")
      }
    }
    guard differences.isEmpty else { throw .otherNetwork(differences: differences) }
    var rest = tensors[...]
    visitParameters { _, parameter in parameter = rest.removeFirst() }
    visitStatistics { _, statistic in statistic = rest.removeFirst() }
  }
}
