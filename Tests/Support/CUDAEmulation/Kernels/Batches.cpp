#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/Batches.cu"

static const cuda_emulation::Registration registration("Batches", {
  KERNEL(gather_batch), KERNEL(gather_batch_channels_last), KERNEL(advance_state),
  KERNEL(transpose_items),
});
