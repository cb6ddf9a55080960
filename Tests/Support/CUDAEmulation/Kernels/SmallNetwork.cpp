#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/SmallNetwork.cu"

static const cuda_emulation::Registration registration("SmallNetwork", {
  KERNEL(small_network),
});
