#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Transforms.cu"

static const cuda_emulation::Registration registration("Transforms", {
  KERNEL(transform_batch),
});
