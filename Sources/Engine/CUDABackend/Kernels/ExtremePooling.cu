// Pooling that keeps one sample of each window, the largest or the smallest, and which it was (its
// tap, row by row in the window), so that the backward pass can give the gradient to that one alone.
//
// An activation that never falls may stand before the pooling or behind it: the winner is the same.
// So the convolution's bias and activation are applied here, once for each window instead of once for
// each pixel, and the activation's slope is taken from the pooled output. A rectifier's slope costs
// nothing at all: a window whose output is not positive gets a tap that no pixel has.
#include "Common.cuh"
#include "PoolingPlaces.cuh"

// The tap of a window that passes no gradient.
static const int silent = 255;

template <int SIZE, int LANES>
__device__ __forceinline__ void loadWindow(
    Pack<LANES> *samples, const float *corner, int rowStride, int columnStride) {
#pragma unroll
  for (int row = 0; row < SIZE; row++) {
    const float *line = corner + row * rowStride;
#pragma unroll
    for (int column = 0; column < SIZE; column++) {
      samples[row * SIZE + column] = loadPack<LANES>(line + column * columnStride);
    }
  }
}

// A thread finds the winners of one window in LANES channels. SIZE, the rows of the window, and STRIDE
// are 0 where they are not known before.
template <int SIZE, int STRIDE, int LANES>
__device__ __forceinline__ void extremeForward(
    const float *__restrict__ input, const float *__restrict__ bias, float *__restrict__ output,
    unsigned char *__restrict__ taps, const Pooling &pooling, float sign, int activation,
    int marksSilent) {
  const int kernel = SIZE > 0 ? SIZE : pooling.kernel;
  const int stride = STRIDE > 0 ? STRIDE : pooling.stride;
  const unsigned count = (unsigned)pooling.images * (pooling.channels / LANES)
                         * pooling.outputHeight * pooling.outputWidth;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= count) return;
  const Place place = placeAt<LANES>(index, pooling, pooling.outputHeight, pooling.outputWidth);
  const Strides strides = inputStrides(pooling);
  const int top = place.row * stride - pooling.top, left = place.column * stride - pooling.left;
  const float *corner = input + place.image * strides.image + place.channel * strides.channel
                        + (long long)top * strides.row + left * strides.column;

  // The smallest is the largest of the negated samples; a sign of ±1 changes no digit.
  Pack<LANES> offset = {};
  if (bias != nullptr) offset = loadPack<LANES>(bias + place.channel);
#pragma unroll
  for (int lane = 0; lane < LANES; lane++) offset.of[lane] *= sign;
  Pack<LANES> best;
  int chosen[LANES];
  bool found = false;

  auto compare = [&](const Pack<LANES> &sample, int tap) {
#pragma unroll
    for (int lane = 0; lane < LANES; lane++) {
      const float value = fmaf(sample.of[lane], sign, offset.of[lane]);
      // Better or NaN; but nothing beats the NaN that came first.
      const bool wins =
          !found || (!(value <= best.of[lane]) && best.of[lane] == best.of[lane]);
      best.of[lane] = wins ? value : best.of[lane];
      chosen[lane] = wins ? tap : chosen[lane];
    }
    found = true;
  };

  const bool whole = top >= 0 && left >= 0 && top + kernel <= pooling.height
                     && left + kernel <= pooling.width;
  if (SIZE > 0 && whole) {
    // All loads are under way before the first comparison.
    Pack<LANES> samples[SIZE > 0 ? SIZE * SIZE : 1];
    if (LANES == 1 && !pooling.channelsLast) {
      loadWindow<SIZE, LANES>(samples, corner, strides.row, 1);
    } else {
      loadWindow<SIZE, LANES>(samples, corner, strides.row, strides.column);
    }
#pragma unroll
    for (int tap = 0; tap < SIZE * SIZE; tap++) compare(samples[tap], tap);
  } else {
    for (int row = 0; row < kernel; row++) {
      if (top + row < 0 || top + row >= pooling.height) continue;
      for (int column = 0; column < kernel; column++) {
        if (left + column < 0 || left + column >= pooling.width) continue;
        compare(
            loadPack<LANES>(corner + row * strides.row + column * strides.column),
            row * kernel + column);
      }
    }
  }

  Bytes<LANES> marks;
#pragma unroll
  for (int lane = 0; lane < LANES; lane++) {
    best.of[lane] = activate(activation, sign * best.of[lane]);
    marks.of[lane] = marksSilent && !(best.of[lane] > 0) ? silent : chosen[lane];
  }
  // The places are numbered as they lie in memory.
  if (pooling.channelsLast && pooling.outputChannelsFirst) {
    const Strides flat = outputStrides(pooling);
    storeOutput(output + offsetOf(flat, place), flat, best);
  } else {
    storePack(output + (long long)index * LANES, best);
  }
  if (taps != nullptr) storeBytes(taps + (long long)index * LANES, marks);
}

// What a window passes down: the gradient of its output times the slope of a fused activation.
template <int LANES>
__device__ __forceinline__ Pack<LANES> windowGradient(
    const float *gradient, const float *output, Strides strides, long long offset, int activation) {
  Pack<LANES> pack = loadOutput<LANES>(gradient + offset, strides);
  if (output != nullptr) {
    const Pack<LANES> made = loadOutput<LANES>(output + offset, strides);
#pragma unroll
    for (int lane = 0; lane < LANES; lane++) {
      pack.of[lane] = activationGradient(activation, pack.of[lane], made.of[lane]);
    }
  }
  return pack;
}

// A thread gathers the gradient of a cell of STRIDE × STRIDE pixels (counted with the padding): they
// share the windows that cover them, so each window is read about once for each four threads.
template <int SIZE, int STRIDE, int LANES>
__device__ __forceinline__ void extremeBackward(
    const float *__restrict__ gradient, const unsigned char *__restrict__ taps,
    const float *__restrict__ output, float *__restrict__ inputGradient, const Pooling &pooling,
    int activation) {
  constexpr int REACH = (SIZE - 1) / STRIDE;  // windows before a cell's own that reach into it
  const int rows = (pooling.height + pooling.top + STRIDE - 1) / STRIDE;
  const int columns = (pooling.width + pooling.left + STRIDE - 1) / STRIDE;
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  if (index >= (unsigned)pooling.images * (pooling.channels / LANES) * rows * columns) return;
  const Place cell = placeAt<LANES>(index, pooling, rows, columns);
  const Strides to = outputStrides(pooling), marks = tapStrides(pooling);
  const Place plane = {cell.image, cell.channel, 0, 0};
  const long long windows = offsetOf(to, plane);
  const unsigned char *chosenTaps = taps + offsetOf(marks, plane);

  // Of single channels, all loads are under way before the first number is needed, and a window that is
  // none is read somewhere and not used. Packs of four have enough under way one by one.
  Pack<LANES> values[REACH + 1][REACH + 1];
  Bytes<LANES> chosen[REACH + 1][REACH + 1];
  bool isWindow[REACH + 1][REACH + 1];
#pragma unroll
  for (int up = 0; up <= REACH; up++) {
#pragma unroll
    for (int back = 0; back <= REACH; back++) {
      const int above = cell.row - up, before = cell.column - back;
      const bool isOne = above >= 0 && above < pooling.outputHeight && before >= 0
                         && before < pooling.outputWidth;
      const int row = isOne ? above : 0, column = isOne ? before : 0;
      isWindow[up][back] = isOne;
      if (LANES > 1) continue;
      values[up][back] =
          loadOutput<LANES>(gradient + windows + row * to.row + column * to.column, to);
      chosen[up][back] = loadBytes<LANES>(chosenTaps + row * marks.row + column * marks.column);
    }
  }
  if (LANES == 1 && output != nullptr) {
#pragma unroll
    for (int up = 0; up <= REACH; up++) {
#pragma unroll
      for (int back = 0; back <= REACH; back++) {
        if (!isWindow[up][back]) continue;
        const long long place =
            windows + (cell.row - up) * to.row + (cell.column - back) * to.column;
        values[up][back] = windowGradient<LANES>(gradient, output, to, place, activation);
      }
    }
  }

  Pack<LANES> sums[STRIDE][STRIDE] = {};
#pragma unroll
  for (int up = REACH; up >= 0; up--) {
#pragma unroll
    for (int back = REACH; back >= 0; back--) {
      if (LANES > 1) {
        if (!isWindow[up][back]) continue;
        const int above = cell.row - up, before = cell.column - back;
        values[up][back] = windowGradient<LANES>(
            gradient, output, to, windows + above * to.row + before * to.column, activation);
        chosen[up][back] =
            loadBytes<LANES>(chosenTaps + above * marks.row + before * marks.column);
      }
#pragma unroll
      for (int row = 0; row < STRIDE; row++) {
#pragma unroll
        for (int column = 0; column < STRIDE; column++) {
          const int tapRow = row + up * STRIDE, tapColumn = column + back * STRIDE;
          if (tapRow >= SIZE || tapColumn >= SIZE) continue;
#pragma unroll
          for (int lane = 0; lane < LANES; lane++) {
            const bool isChosen =
                isWindow[up][back] && chosen[up][back].of[lane] == tapRow * SIZE + tapColumn;
            sums[row][column].of[lane] += isChosen ? values[up][back].of[lane] : 0;
          }
        }
      }
    }
  }

  const Strides strides = inputStrides(pooling);
  float *pixels = inputGradient + offsetOf(strides, plane);
#pragma unroll
  for (int row = 0; row < STRIDE; row++) {
#pragma unroll
    for (int column = 0; column < STRIDE; column++) {
      const int y = cell.row * STRIDE + row - pooling.top;
      const int x = cell.column * STRIDE + column - pooling.left;
      if (y >= 0 && y < pooling.height && x >= 0 && x < pooling.width) {
        storePack(pixels + y * strides.row + x * strides.column, sums[row][column]);
      }
    }
  }
}

// The same for any window: a thread gathers the gradient of one pixel.
template <int LANES>
__device__ __forceinline__ void extremeBackwardAny(
    const float *__restrict__ gradient, const unsigned char *__restrict__ taps,
    const float *__restrict__ output, float *__restrict__ inputGradient, const Pooling &pooling,
    int activation) {
  const unsigned index = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned count = (unsigned)pooling.images * (pooling.channels / LANES) * pooling.height
                         * pooling.width;
  if (index >= count) return;
  const Place pixel = placeAt<LANES>(index, pooling, pooling.height, pooling.width);
  const Strides to = outputStrides(pooling), marks = tapStrides(pooling);
  const int kernel = pooling.kernel, stride = pooling.stride;
  const int paddedRow = pixel.row + pooling.top, paddedColumn = pixel.column + pooling.left;
  const Covering rows = covering(paddedRow, kernel, stride, pooling.outputHeight);
  const Covering columns = covering(paddedColumn, kernel, stride, pooling.outputWidth);
  Pack<LANES> sum = {};
  for (int row = rows.first; row <= rows.last; row++) {
    for (int column = columns.first; column <= columns.last; column++) {
      const Place window = {pixel.image, pixel.channel, row, column};
      const int tap = (paddedRow - row * stride) * kernel + paddedColumn - column * stride;
      const Pack<LANES> value =
          windowGradient<LANES>(gradient, output, to, offsetOf(to, window), activation);
      const Bytes<LANES> chosen = loadBytes<LANES>(taps + offsetOf(marks, window));
#pragma unroll
      for (int lane = 0; lane < LANES; lane++) {
        sum.of[lane] += chosen.of[lane] == tap ? value.of[lane] : 0;
      }
    }
  }
  storePack(inputGradient + offsetOf(inputStrides(pooling), pixel), sum);
}

#define FORWARD(name, kernel, stride, lanes) \
  extern "C" __launch_bounds__(256) __global__ void name( \
      const float *input, const float *bias, float *output, unsigned char *taps, Pooling pooling, \
      float sign, int activation, int marksSilent) { \
    extremeForward<kernel, stride, lanes>( \
        input, bias, output, taps, pooling, sign, activation, marksSilent); \
  }

#define BACKWARD(name, gather) \
  extern "C" __launch_bounds__(256) __global__ void name( \
      const float *gradient, const unsigned char *taps, const float *output, \
      float *inputGradient, Pooling pooling, int activation) { \
    gather(gradient, taps, output, inputGradient, pooling, activation); \
  }

FORWARD(extreme_pooling_forward_2x2, 2, 2, 1)
FORWARD(extreme_pooling_forward_3x3, 3, 2, 1)
FORWARD(extreme_pooling_forward, 0, 0, 1)
FORWARD(extreme_pooling_forward_2x2_by4, 2, 2, 4)
FORWARD(extreme_pooling_forward_3x3_by4, 3, 2, 4)
FORWARD(extreme_pooling_forward_by4, 0, 0, 4)

BACKWARD(extreme_pooling_backward_2x2, (extremeBackward<2, 2, 1>))
BACKWARD(extreme_pooling_backward_3x3, (extremeBackward<3, 2, 1>))
BACKWARD(extreme_pooling_backward, (extremeBackwardAny<1>))
BACKWARD(extreme_pooling_backward_2x2_by4, (extremeBackward<2, 2, 4>))
BACKWARD(extreme_pooling_backward_3x3_by4, (extremeBackward<3, 2, 4>))
BACKWARD(extreme_pooling_backward_by4, (extremeBackwardAny<4>))

// The gradient of a bias that was added before the pooling: each window passes its gradient to one
// pixel, so the sum over all pixels of the image is the sum over the windows that are not silent, a
// quarter as many. Block (channels, part) sums over one of gridDim.y parts of the batch's windows in a
// fixed order; PartialSums adds the parts.
__device__ __forceinline__ float biasShare(
    const float *gradient, const unsigned char *taps, const float *output, const Pooling &pooling,
    int activation, int window, int channel) {
  const int pixels = pooling.outputHeight * pooling.outputWidth;
  const int image = window / pixels, pixel = window - image * pixels;
  const int row = pixel / pooling.outputWidth;
  const Place place = {image, channel, row, pixel - row * pooling.outputWidth};
  const Strides to = outputStrides(pooling);
  const float value =
      windowGradient<1>(gradient, output, to, offsetOf(to, place), activation).of[0];
  return taps[offsetOf(tapStrides(pooling), place)] == silent ? 0 : value;
}

__device__ __forceinline__ int partStart(const Pooling &pooling, unsigned part) {
  const long long windows =
      (long long)pooling.images * pooling.outputHeight * pooling.outputWidth;
  return (int)(windows * part / gridDim.y);
}

// Channels last: a block has 32 channels, and 8 threads for each.
extern "C" __global__ void __launch_bounds__(256) extreme_pooling_bias_gradient_last(
    const float *gradient, const unsigned char *taps, const float *output, float *partials,
    Pooling pooling, int activation) {
  __shared__ float sums[8][32];
  const int channel = blockIdx.x * 32 + threadIdx.x;
  const int end = partStart(pooling, blockIdx.y + 1);
  float sum = 0;
  if (channel < pooling.channels) {
#pragma unroll 4
    for (int window = partStart(pooling, blockIdx.y) + threadIdx.y; window < end; window += 8) {
      sum += biasShare(gradient, taps, output, pooling, activation, window, channel);
    }
  }
  sums[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y > 0 || channel >= pooling.channels) return;
  for (int other = 1; other < 8; other++) sum += sums[other][threadIdx.x];
  partials[blockIdx.y * pooling.channels + channel] = sum;
}

// Channel by channel: a block of 256 threads has one.
extern "C" __global__ void __launch_bounds__(256) extreme_pooling_bias_gradient_first(
    const float *gradient, const unsigned char *taps, const float *output, float *partials,
    Pooling pooling, int activation) {
  __shared__ float sums[8];
  const int channel = blockIdx.x, end = partStart(pooling, blockIdx.y + 1);
  float sum = 0;
#pragma unroll 4
  for (int window = partStart(pooling, blockIdx.y) + threadIdx.x; window < end; window += 256) {
    sum += biasShare(gradient, taps, output, pooling, activation, window, channel);
  }
  for (int lane = 16; lane > 0; lane /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, lane);
  if (threadIdx.x % 32 == 0) sums[threadIdx.x / 32] = sum;
  __syncthreads();
  if (threadIdx.x > 0) return;
  for (int warp = 1; warp < 8; warp++) sum += sums[warp];
  partials[blockIdx.y * pooling.channels + channel] = sum;
}
