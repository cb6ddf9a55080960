// All kernels, each written once. A product and the sum that takes it may be one instruction, which
// rounds once; nothing else about the arithmetic is relaxed, so that NaN stays NaN.
#pragma clang fp contract(fast)

#include "../Kernels/Elementwise.h"
#include "../Kernels/Optimizers.h"
#include "../Kernels/Random.h"
#include "../Kernels/Resampling.h"
#include "../Kernels/ResponseNormalization.h"
#include "../Kernels/SlidingWindows.h"
#if __has_include("../Kernels/Activations.h")
#include "../Kernels/Activations.h"
#endif
#if __has_include("../Kernels/Lanes.h")
#include "../Kernels/Lanes.h"
#endif
#if __has_include("../Kernels/LanePooling.h")
#include "../Kernels/LanePooling.h"
#endif
#if __has_include("../Kernels/LaneConvolution.h")
#include "../Kernels/LaneConvolution.h"
#endif
#if __has_include("../Kernels/PanelProduct.h")
#include "../Kernels/PanelProduct.h"
#endif
#if __has_include("../Kernels/Winograd.h")
#include "../Kernels/Winograd.h"
#endif

#include "../KernelList.h"
#include "Awaited.h"
