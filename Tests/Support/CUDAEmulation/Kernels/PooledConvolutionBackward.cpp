#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/PooledConvolutionBackward.cu"

static const cuda_emulation::Registration registration("PooledConvolutionBackward", {
  KERNEL(pooled_convolution_backward),
});
