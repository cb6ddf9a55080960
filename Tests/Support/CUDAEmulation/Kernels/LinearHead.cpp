#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/LinearHead.cu"

static const cuda_emulation::Registration registration("LinearHead", {
  KERNEL(linear_head),
});
