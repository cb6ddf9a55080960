// A small convolution, its bias, an activation and pooling by windows of 2 × 2 in one launch: a thread
// computes two rows of the convolution in registers, of which only the pooled row is written.
//
// Block (image, slice of the filters). Shared memory: the image with its padding, then the slice's
// filters with the filter as the last axis.
#include "PooledWindows.cuh"

template <int K, int P>
static __device__ __forceinline__ void forward(
    const float *__restrict__ input, const float *__restrict__ weight,
    const float *__restrict__ bias, float *__restrict__ output, unsigned char *__restrict__ taps,
    float *__restrict__ activated, const PooledConvolution &c, const Tiling &tiling) {
  DYNAMIC_SHARED(float, planes);
  float *filters = planes + c.channels * tiling.planeStride;
  const int image = blockIdx.x, firstFilter = blockIdx.y * tiling.width;
  const int count = min(tiling.width, c.filters - firstFilter), depth = c.channels * K * K;
  startPlanes(
      planes, input + (long long)image * c.channels * c.height * c.width, c.channels,
      2 * c.pooledHeight + K - 1, tiling.rowStride, tiling.planeStride, c.height, c.width, c.top,
      c.left);
  startFilters(
      filters, weight + (long long)firstFilter * depth, count, depth, tiling.weightStride);

  const PooledItem item(c, tiling, count);
  const int filter = firstFilter + item.own;
  const float offset = bias != nullptr ? bias[filter] : 0;
  finishCopies();
  __syncthreads();
  const int rowStride = c.pooledWidth, planeStride = c.pooledHeight * rowStride;
  const long long start = (long long)image * c.filters * planeStride;
  const PooledPlaces places = {
      output + start, taps != nullptr ? taps + start : nullptr,
      activated != nullptr ? activated + 4 * start : nullptr, planeStride, rowStride};
  poolItem<K, P>(item, planes, filters, offset, filter, places, c, tiling);
}

// `taps` and `activated` are as in `PooledPlaces`, image after image.
extern "C" __global__ void __launch_bounds__(512, 1) pooled_convolution_forward(
    const float *input, const float *weight, const float *bias, float *output,
    unsigned char *taps, float *activated, PooledConvolution c, Tiling tiling) {
  switch (c.kernel * 16 + tiling.strip) {
    case 5 * 16 + 7:
      return forward<5, 7>(input, weight, bias, output, taps, activated, c, tiling);
    case 5 * 16 + 5:
      return forward<5, 5>(input, weight, bias, output, taps, activated, c, tiling);
    case 5 * 16 + 4:
      return forward<5, 4>(input, weight, bias, output, taps, activated, c, tiling);
    case 3 * 16 + 7:
      return forward<3, 7>(input, weight, bias, output, taps, activated, c, tiling);
    case 3 * 16 + 4:
      return forward<3, 4>(input, weight, bias, output, taps, activated, c, tiling);
  }
}
