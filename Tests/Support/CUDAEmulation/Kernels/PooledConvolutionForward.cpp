#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/PooledConvolutionForward.cu"

static const cuda_emulation::Registration registration("PooledConvolutionForward", {
  KERNEL(pooled_convolution_forward),
});
