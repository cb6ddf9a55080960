#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/GlobalPooling.cu"

static const cuda_emulation::Registration registration("GlobalPooling", {
  KERNEL(global_mean_forward_first),
  KERNEL(global_mean_forward_last),
  KERNEL(global_mean_backward),
});
