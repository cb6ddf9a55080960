// All kernels, each written once. A product and the sum that takes it may be one instruction, which
// rounds once; nothing else about the arithmetic is relaxed, so that NaN stays NaN.
#pragma clang fp contract(fast)

// Declared first: kernels may call each other, and must be what the dispatch takes them for.
#include "../KernelList.h"
#define DECLARE(result, name, parameters, arguments) result KERNEL(name) parameters;
ALL_KERNELS(DECLARE)

// What others build on.
#include "../Kernels/Spans.h"
#include "../Kernels/Interleaving.h"
#include "../Kernels/PanelProduct.h"

#include "../Kernels/Activations.h"
#include "../Kernels/Elementwise.h"
#include "../Kernels/Optimizers.h"
#include "../Kernels/Random.h"
#include "../Kernels/Resampling.h"
#include "../Kernels/ResponseNormalization.h"
#include "../Kernels/SlidingWindows.h"

#include "../Kernels/BatchNormalization.h"
#include "../Kernels/InterleavedPooling.h"

#include "../Kernels/RegisterBlocks.h"
#include "../Kernels/InterleavedConvolution.h"
#include "../Kernels/InterleavedConvolutionGradient.h"

#include "../Kernels/Winograd.h"
#include "../Kernels/WinogradTiles.h"
#include "../Kernels/WinogradConvolution.h"
#include "../Kernels/WinogradGradient.h"
