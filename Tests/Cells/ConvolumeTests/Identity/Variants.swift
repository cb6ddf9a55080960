import Datasets
import NeuralNetworks
import Tensors

/// Other values of the same type, each with one thing changed.
struct Variant {
  /// What was changed, such as `window.stride`.
  var path: String
  var value: Any
}

/// Changes each stored property of a value, one at a time, properties of properties included.
///
/// - Throws: `NoVariant` for a property of a type that it does not know how to change: then the case
///   is to be added here.
func variants(of given: Any, _ path: String = "") throws -> [Variant] {
  // Out of a list of layers comes a box with a box in it, which hides where the layer's fields lie.
  let value = (given as? any Layer).map { layer -> Any in layer } ?? given
  func each(_ values: [Any]) -> [Variant] { values.map { Variant(path: path, value: $0) } }
  func elements(of list: [Any], _ typed: ([Any]) -> Any?) throws -> [Variant] {
    try list.indices.flatMap { index in
      try variants(of: list[index], "\(path)[\(index)]").compactMap { variant in
        var copy = list
        copy[index] = variant.value
        return typed(copy).map { Variant(path: variant.path, value: $0) }
      }
    }
  }
  switch value {
  case let value as Bool: return each([!value])
  case let value as Int: return each([value + 1])
  case let value as UInt8: return each([value &+ 1])
  case let value as Float: return each([value.nextUp])
  case let value as Double: return each([value.nextUp])
  case let value as String: return each([value + "'"])
  case let value as Int?: return each([(value ?? 2) + 1])
  case let value as Tensor: return each(changed(value))
  case let value as Tensor?: return each(value.map(changed) ?? [Tensor([1])])
  case let value as Padding: return each(paddings.filter { $0 != value })
  case let value as PaddingMode: return each(PaddingMode.allCases.filter { $0 != value })
  case let value as Initialization: return each(initializations.filter { $0 != value })
  case let value as Initialization?: return each(initializations.filter { $0 != value })
  case let value as LearningRate: return each(learningRates.filter { $0 != value })
  case let list as [[Tensor]] where type(of: value) == [[Tensor]].self:
    return each([list + [[Tensor([1])]]])
  case let value as [Float]: return try elements(of: value) { $0 as? [Float] }
  case let value as [String]: return try elements(of: value) { $0 as? [String] }
  case let value as [any Layer]: return try elements(of: value) { $0 as? [any Layer] }
  default: break
  }
  // What the engine leaves out of a mirror can be made again from the rest.
  let isOfEngine = String(reflecting: type(of: value)).hasPrefix("NeuralNetworks.")
  if isOfEngine, value is any CustomReflectable, Mirror(reflecting: value).children.isEmpty {
    return []
  }
  let fields = StoredField.all(of: type(of: value))
  let children = Array(Mirror(reflecting: value).children)
  guard Mirror(reflecting: value).displayStyle == .struct, fields.count == children.count else {
    throw NoVariant(path: path, type: "\(type(of: value))")
  }
  return try zip(fields, children).flatMap { field, child in
    let place = path.isEmpty ? field.name : "\(path).\(field.name)"
    var others = try variants(of: child.value, place)
    let isEmpty =
      Mirror(reflecting: child.value).displayStyle == .optional
      && Mirror(reflecting: child.value).children.isEmpty
    if let none = field.none, !isEmpty { others.append(Variant(path: place, value: none)) }
    return try others.map { other in
      guard let changed = field.replacing(in: value, by: other.value) else {
        throw NoVariant(path: other.path, type: "\(field.type)")
      }
      return Variant(path: other.path, value: changed)
    }
  }
}

struct NoVariant: Error, CustomStringConvertible {
  var path: String
  var type: String
  var description: String { "variants(of:) does not know how to change '\(path)', of type \(type)" }
}

/// One number more, another number, and the same numbers in another shape.
private func changed(_ tensor: Tensor) -> [Tensor] {
  var last = tensor.values
  last[last.count - 1] = last[last.count - 1].nextUp
  return [Tensor(last, shape: tensor.shape), Tensor(tensor.values, shape: [1] + tensor.shape)]
}

private let paddings: [Padding] = [
  .valid, .same, .full, .explicit(1), .explicit(2), .sides(PaddingAmount(top: 1)),
  .sides(PaddingAmount(left: 1)), .sides(PaddingAmount(bottom: 1)),
]

private let initializations: [Initialization] = [
  .pyTorch, .he, .glorot, .normal(standardDeviation: 0.01), .normal(standardDeviation: 0.02),
  .zeros,
]

/// Every course that a learning rate may take, and each with one number changed.
let learningRates: [LearningRate] = [
  .constant(0.1), .constant(0.2), .step(from: 0.1, by: 0.5, every: 2),
  .step(from: 0.2, by: 0.5, every: 2), .step(from: 0.1, by: 0.6, every: 2),
  .step(from: 0.1, by: 0.5, every: 3), .exponential(from: 0.1, by: 0.9),
  .exponential(from: 0.2, by: 0.9), .exponential(from: 0.1, by: 0.8), .cosine(from: 0.1, over: 5),
  .cosine(from: 0.2, over: 5), .cosine(from: 0.1, to: 0.01, over: 5), .cosine(from: 0.1, over: 6),
  .constant(0.1).warmingUp(over: 2), .constant(0.1).warmingUp(over: 3),
]
