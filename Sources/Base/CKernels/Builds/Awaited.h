// Stand-ins for kernels that are not written yet: they stop the program.
#define AWAITED(result, name, parameters, arguments) \
  result KERNEL(name) parameters { abort(); }

#if !__has_include("../Kernels/Lanes.h")
LANE_KERNELS(AWAITED)
#endif
#if !__has_include("../Kernels/LanePooling.h")
LANE_POOLING_KERNELS(AWAITED)
#endif
#if !__has_include("../Kernels/LaneConvolution.h")
LANE_CONVOLUTION_KERNELS(AWAITED)
#endif
#if !__has_include("../Kernels/PanelProduct.h")
PANEL_KERNELS(AWAITED)
#endif
#if !__has_include("../Kernels/Winograd.h")
WINOGRAD_KERNELS(AWAITED)
#endif
