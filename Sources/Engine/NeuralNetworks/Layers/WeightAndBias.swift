import Tensors

/// Visits the parameters of a layer of weights that has a bias or none.
func visitWeight(
  _ weight: inout Tensor, andBias bias: inout Tensor?, _ visit: (String, inout Tensor) -> Void
) {
  visit("weight", &weight)
  guard var own = bias else { return }
  bias = nil  // so that `own` is the only reference, and a change needs no copy
  visit("bias", &own)
  bias = own
}
