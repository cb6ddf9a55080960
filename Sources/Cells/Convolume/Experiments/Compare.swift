import CellOutputs
import Contracts

/// Runs an experiment with each variant and each seed.
///
/// All variants see the same seeds, so that what differs between two of them is the variant. Each `train`
/// inside is a run with a checkpoint of its own: interrupted, the comparison goes on where it stood. A
/// terminal shows which run is on.
///
/// ```swift
/// let comparison = try compare(
///   ["no pooling": Identity(), "max 2×2": MaxPool2D(window: 2)]
///     as KeyValuePairs<String, any Layer>, seeds: 3
/// ) { pooling, seed in
///   var model = network(pooling: pooling, seed: seed)
///   try train(&model, on: few, optimizer: Adam(learningRate: 0.003), epochs: 10, seed: seed)
///   return Trial(training: evaluate(model, on: few), validation: evaluate(model, on: unseen))
/// }
/// comparison.verdict("max 2×2", against: "no pooling")
/// ```
///
/// - Parameters:
///   - variants: What is compared, under the name that tables and figures show.
///   - seeds: How many runs each variant makes, with the seeds 1, 2, and so on.
///   - run: Makes one run and measures it.
/// - Returns: The trials of all runs.
/// - Throws: What `run` throws.
/// - Precondition: At least one variant and one seed; no two variants share a name; either all trials are
///   scores or all have validation images.
public func compare<Value>(
  _ variants: KeyValuePairs<String, Value>, seeds: Int,
  _ run: (_ variant: Value, _ seed: Int) throws -> Trial
) rethrows -> Comparison {
  require(seeds >= 1, "compare: expected at least 1 seed, got \(seeds).")
  return try compare(variants, seeds: Array(1...seeds), run)
}

/// Runs an experiment with each variant and each of the given seeds.
///
/// See `compare(_:seeds:_:)` with a number of seeds.
public func compare<Value>(
  _ variants: KeyValuePairs<String, Value>, seeds: [Int],
  _ run: (_ variant: Value, _ seed: Int) throws -> Trial
) rethrows -> Comparison {
  require(!variants.isEmpty && !seeds.isEmpty, "compare: expected a variant and a seed, got none.")
  defer { Session.enter(run: nil) }
  var done: [Comparison.Variant] = []
  for (name, value) in variants {
    var trials: [Trial] = []
    for seed in seeds {
      let number = done.count * seeds.count + trials.count + 1
      Session.enter(run: "\(name), seed \(seed) (\(number)/\(variants.count * seeds.count))")
      trials.append(try run(value, seed))
    }
    done.append(Comparison.Variant(name: name, seeds: seeds, trials: trials))
  }
  return Comparison(done)
}
