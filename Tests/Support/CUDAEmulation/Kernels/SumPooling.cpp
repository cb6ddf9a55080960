#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/SumPooling.cu"

static const cuda_emulation::Registration registration("SumPooling", {
  KERNEL(sum_pooling_forward),
  KERNEL(sum_pooling_forward_by4),
  KERNEL(sum_pooling_backward),
  KERNEL(sum_pooling_backward_by4),
});
