// Pooling by all samples of a window: their mean, padding counted as zeros, or their length as a
// vector, √Σ x².
#include "Common.cuh"
#include "PoolingPlaces.cuh"

// Codes, as `DevicePooling.Kind` has them.
enum SumKind { poolsMean = 0, poolsLength = 1 };

template <int LANES>
__device__ __forceinline__ void sumForward(
    const float *__restrict__ input, float *__restrict__ output, const Pooling &pooling,
    int kind) {
  const unsigned count = (unsigned)pooling.images * (pooling.channels / LANES)
                         * pooling.outputHeight * pooling.outputWidth;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= count) return;
  const Place place = placeAt<LANES>(index, pooling, pooling.outputHeight, pooling.outputWidth);
  const Strides strides = inputStrides(pooling);
  const int kernel = pooling.kernel;
  const int top = place.row * pooling.stride - pooling.top;
  const int left = place.column * pooling.stride - pooling.left;
  const float *corner = input + place.image * strides.image + place.channel * strides.channel
                        + (long long)top * strides.row + left * strides.column;
  Pack<LANES> sum = {};
  for (int row = top < 0 ? -top : 0; row < kernel && top + row < pooling.height; row++) {
    for (int column = left < 0 ? -left : 0; column < kernel && left + column < pooling.width;
         column++) {
      const Pack<LANES> sample =
          loadPack<LANES>(corner + row * strides.row + column * strides.column);
#pragma unroll
      for (int lane = 0; lane < LANES; lane++) {
        sum.of[lane] += kind == poolsLength ? sample.of[lane] * sample.of[lane] : sample.of[lane];
      }
    }
  }
  const float share = 1.0f / (kernel * kernel);
#pragma unroll
  for (int lane = 0; lane < LANES; lane++) {
    sum.of[lane] = kind == poolsLength ? sqrtf(sum.of[lane]) : sum.of[lane] * share;
  }
  const Strides to = outputStrides(pooling);
  storeOutput(output + offsetOf(to, place), to, sum);
}

// A thread gathers the gradient of one pixel from the windows that cover it. `input` and `output` are
// the pooling's own; `activation` made the input, and its slope is taken over (input may be null for a
// mean behind no activation).
template <int LANES>
__device__ __forceinline__ void sumBackward(
    const float *__restrict__ gradient, const float *__restrict__ input,
    const float *__restrict__ output, float *__restrict__ inputGradient, const Pooling &pooling,
    int kind, int activation) {
  const unsigned count = (unsigned)pooling.images * (pooling.channels / LANES) * pooling.height
                         * pooling.width;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= count) return;
  const Place pixel = placeAt<LANES>(index, pooling, pooling.height, pooling.width);
  const Strides to = outputStrides(pooling);
  const int kernel = pooling.kernel, stride = pooling.stride;
  const Covering rows =
      covering(pixel.row + pooling.top, kernel, stride, pooling.outputHeight);
  const Covering columns =
      covering(pixel.column + pooling.left, kernel, stride, pooling.outputWidth);
  Pack<LANES> sum = {};
  for (int row = rows.first; row <= rows.last; row++) {
    for (int column = columns.first; column <= columns.last; column++) {
      const long long window = offsetOf(to, Place{pixel.image, pixel.channel, row, column});
      const Pack<LANES> value = loadOutput<LANES>(gradient + window, to);
      Pack<LANES> length;
      if (kind == poolsLength) length = loadOutput<LANES>(output + window, to);
#pragma unroll
      for (int lane = 0; lane < LANES; lane++) {
        if (kind == poolsMean) {
          sum.of[lane] += value.of[lane];
        } else if (length.of[lane] != 0) {
          sum.of[lane] += value.of[lane] / length.of[lane];
        }
      }
    }
  }
  const long long own = offsetOf(inputStrides(pooling), pixel);
  const float share = 1.0f / (kernel * kernel);
  Pack<LANES> sample = {};
  if (input != nullptr) sample = loadPack<LANES>(input + own);
#pragma unroll
  for (int lane = 0; lane < LANES; lane++) {
    const float own = sum.of[lane] * (kind == poolsLength ? sample.of[lane] : share);
    sum.of[lane] = activationGradient(activation, own, sample.of[lane]);
  }
  storePack(inputGradient + own, sum);
}

#define KERNELS(suffix, lanes) \
  extern "C" __launch_bounds__(256) __global__ void sum_pooling_forward##suffix( \
      const float *input, float *output, Pooling pooling, int kind) { \
    sumForward<lanes>(input, output, pooling, kind); \
  } \
  extern "C" __launch_bounds__(256) __global__ void sum_pooling_backward##suffix( \
      const float *gradient, const float *input, const float *output, float *inputGradient, \
      Pooling pooling, int kind, int activation) { \
    sumBackward<lanes>(gradient, input, output, inputGradient, pooling, kind, activation); \
  }

KERNELS(, 1)
KERNELS(_by4, 4)
