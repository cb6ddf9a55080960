#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/ExtremePooling.cu"

static const cuda_emulation::Registration registration("ExtremePooling", {
  KERNEL(extreme_pooling_forward),
  KERNEL(extreme_pooling_forward_by4),
  KERNEL(extreme_pooling_forward_2x2),
  KERNEL(extreme_pooling_forward_2x2_by4),
  KERNEL(extreme_pooling_forward_3x3),
  KERNEL(extreme_pooling_forward_3x3_by4),
  KERNEL(extreme_pooling_backward),
  KERNEL(extreme_pooling_backward_by4),
  KERNEL(extreme_pooling_backward_2x2),
  KERNEL(extreme_pooling_backward_2x2_by4),
  KERNEL(extreme_pooling_backward_3x3),
  KERNEL(extreme_pooling_backward_3x3_by4),
  KERNEL(extreme_pooling_bias_gradient_first),
  KERNEL(extreme_pooling_bias_gradient_last),
});
