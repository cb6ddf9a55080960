/// The seed of the cell that runs: its option `seed:`, or the chapter's, or 0.
///
/// In a cell with `seeds: 5` it is another one in each of the five runs.
///
/// ```swift
/// var network = Sequential(input: [1, 28, 28], seed: seed) { … }
/// let history = try train(&network, on: digits.train, optimizer: Adam(), epochs: 3, seed: seed)
/// ```
public var seed: Int { Session.seed ?? 0 }
