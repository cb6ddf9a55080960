// A convolution with steps of several pixels, as one with steps of one over smaller images with more
// channels: each square of stride × stride pixels becomes one pixel that has all their channels.
//
// Matrix units want many channels; AlexNet's first convolution, 11 × 11 with steps of 4 over 3 channels,
// becomes one of 3 × 3 over 48. The filters are filled up with zeros to whole squares, so the sums are
// those of the definition.
#include "Common.cuh"

struct Squares {
  int images, channels, height, width;  // of the input
  int filters, kernel, stride, top, left;
  int rows, columns;  // of squares
  int taps;           // squares under a filter, each way
  int channelsLast;       // squares and filters
  int inputChannelsLast;  // the images
};

// Which channel, and which pixel of its square, a channel of squares holds.
struct Part {
  int channel, dy, dx;
};

static __device__ __forceinline__ Part partOf(int deep, const Squares &s) {
  const int pixel = deep / s.channels;
  return {deep - pixel * s.channels, pixel / s.stride, pixel % s.stride};
}

// A thread moves one number; numbers side by side in the output are side by side in the grid.
extern "C" __global__ void space_to_depth_images(
    const float *__restrict__ input, float *__restrict__ output, Squares s) {
  const int depth = s.channels * s.stride * s.stride;
  const long long count = (long long)s.images * depth * s.rows * s.columns;
  const long long step = (long long)gridDim.x * blockDim.x;
  for (long long index = (long long)blockIdx.x * blockDim.x + threadIdx.x; index < count;
       index += step) {
    int image, deep, row, column;
    if (s.channelsLast) {
      const unsigned place = (unsigned)(index / depth);
      deep = (int)(index - (long long)place * depth);
      column = place % s.columns;
      row = place / s.columns % s.rows;
      image = place / s.columns / s.rows;
    } else {
      const unsigned place = (unsigned)(index / s.columns);
      column = (int)(index - (long long)place * s.columns);
      row = place % s.rows;
      deep = place / s.rows % depth;
      image = place / s.rows / depth;
    }
    const Part part = partOf(deep, s);
    const int y = row * s.stride + part.dy - s.top, x = column * s.stride + part.dx - s.left;
    float value = 0;
    if (y >= 0 && y < s.height && x >= 0 && x < s.width) {
      const long long from =
          s.inputChannelsLast
              ? (((long long)image * s.height + y) * s.width + x) * s.channels + part.channel
              : (((long long)image * s.channels + part.channel) * s.height + y) * s.width + x;
      value = input[from];
    }
    output[index] = value;
  }
}

// Where a number of the filters over squares comes from; -1 where it only fills up.
static __device__ __forceinline__ long long sourceOfFilter(long long index, const Squares &s) {
  const int depth = s.channels * s.stride * s.stride, area = s.taps * s.taps;
  const int filter = (int)(index / ((long long)depth * area));
  const int inside = (int)(index % ((long long)depth * area));
  const int deep = s.channelsLast ? inside % depth : inside / area;
  const int tap = s.channelsLast ? inside / depth : inside % area;
  const Part part = partOf(deep, s);
  const int y = tap / s.taps * s.stride + part.dy, x = tap % s.taps * s.stride + part.dx;
  if (y >= s.kernel || x >= s.kernel) return -1;
  return s.channelsLast
             ? (((long long)filter * s.kernel + y) * s.kernel + x) * s.channels + part.channel
             : (((long long)filter * s.channels + part.channel) * s.kernel + y) * s.kernel + x;
}

static __device__ __forceinline__ long long filterCount(const Squares &s) {
  return (long long)s.filters * s.channels * s.stride * s.stride * s.taps * s.taps;
}

// The filters over squares.
extern "C" __global__ void space_to_depth_filters(
    const float *__restrict__ weight, float *__restrict__ output, Squares s) {
  const long long index = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= filterCount(s)) return;
  const long long from = sourceOfFilter(index, s);
  output[index] = from < 0 ? 0 : weight[from];
}

// The gradient of the filters, from that of the filters over squares.
extern "C" __global__ void space_to_depth_filter_gradient(
    const float *__restrict__ gradient, float *__restrict__ weightGradient, Squares s) {
  const long long index = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= filterCount(s)) return;
  const long long to = sourceOfFilter(index, s);
  if (to >= 0) weightGradient[to] = gradient[index];
}
