#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/PartialSums.cu"

static const cuda_emulation::Registration registration("PartialSums", {
  KERNEL(sum_partials),
});
