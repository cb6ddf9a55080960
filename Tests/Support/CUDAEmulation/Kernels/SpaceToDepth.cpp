#include "../Device.h"
#include "../Registry.h"

#include "../../../../Sources/Engine/CUDABackend/Kernels/SpaceToDepth.cu"

static const cuda_emulation::Registration registration("SpaceToDepth", {
  KERNEL(space_to_depth_images), KERNEL(space_to_depth_filters),
  KERNEL(space_to_depth_filter_gradient),
});
