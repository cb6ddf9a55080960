// The transforms around Winograd's products: convolutions of stride 1 with kernels of 3 or 5, channels
// first, in float32 with 2.3 to 2.8 times fewer multiplications.
//
// For each of the 36 points there is one product of matrices, in which the tiles of all images stand side
// by side: [filters, channels] · [channels, tiles]. Points are the outermost axis everywhere.

#include "WinogradPoints.cuh"

// Planes and the tiles that lie over them: of the input (tiles of 6 samples, which overlap), or of the
// output (tiles of 7 − kernel outputs).
struct WinogradPlanes {
  int images, channels, height, width, top, left, down, across, kernel;
};

struct WinogradTile {
  int image, y, x;  // y and x: the tile's first row and column
};

static __device__ __forceinline__ WinogradTile winogradTile(const WinogradPlanes &of, int tile) {
  const int perImage = of.down * of.across, side = 7 - of.kernel;
  const int place = tile % perImage;
  return {tile / perImage, place / of.across * side - of.top, place % of.across * side - of.left};
}

// points = S E(r) filter, for `count` filters × channels.
template <int kernel>
static __device__ __forceinline__ void transformFilter(
  const float *__restrict__ weight, long long count, long long place, float *__restrict__ points
) {
  float half[kernel][6];
#pragma unroll
  for (int row = 0; row < kernel; row++) {
    float taps[kernel];
#pragma unroll
    for (int column = 0; column < kernel; column++) {
      taps[column] = weight[(place * kernel + row) * kernel + column];
    }
    winogradEvaluate<kernel>(taps, half[row]);
  }
#pragma unroll
  for (int j = 0; j < 6; j++) {
    float column[kernel], values[6];
#pragma unroll
    for (int row = 0; row < kernel; row++) column[row] = half[row][j];
    winogradEvaluate<kernel>(column, values);
#pragma unroll
    for (int i = 0; i < 6; i++) points[(i * 6 + j) * count + place] = values[i] * winogradShare(i, j);
  }
}

extern "C" __global__ void __launch_bounds__(128) winograd_filters(
  const float *__restrict__ weight, long long count, int kernel, float *__restrict__ points
) {
  const long long place = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (place >= count) return;
  if (kernel == 3) transformFilter<3>(weight, count, place, points);
  else transformFilter<5>(weight, count, place, points);
}

// gradient = E(r)^T S points, for `count` filters × channels.
template <int kernel>
static __device__ __forceinline__ void gatherFilterGradient(
  const float *__restrict__ points, long long count, long long place,
  float *__restrict__ gradient
) {
  float half[6][kernel];
#pragma unroll
  for (int i = 0; i < 6; i++) {
    float values[6];
#pragma unroll
    for (int j = 0; j < 6; j++) {
      values[j] = points[(i * 6 + j) * count + place] * winogradShare(i, j);
    }
    winogradGather<kernel>(values, half[i]);
  }
#pragma unroll
  for (int column = 0; column < kernel; column++) {
    float values[6], sums[kernel];
#pragma unroll
    for (int i = 0; i < 6; i++) values[i] = half[i][column];
    winogradGather<kernel>(values, sums);
#pragma unroll
    for (int row = 0; row < kernel; row++) {
      gradient[(place * kernel + row) * kernel + column] = sums[row];
    }
  }
}

extern "C" __global__ void __launch_bounds__(128) winograd_filter_gradient(
  const float *__restrict__ points, long long count, int kernel, float *__restrict__ gradient
) {
  const long long place = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (place >= count) return;
  if (kernel == 3) gatherFilterGradient<3>(points, count, place, gradient);
  else gatherFilterGradient<5>(points, count, place, gradient);
}

// points = B^T samples. Grid: tiles of all images × channels.
extern "C" __global__ void __launch_bounds__(128) winograd_samples(
  const float *__restrict__ input, WinogradPlanes of, float *__restrict__ points
) {
  const int tiles = of.images * of.down * of.across;
  const int place = blockIdx.x * blockDim.x + threadIdx.x, channel = blockIdx.y;
  if (place >= tiles) return;
  const WinogradTile tile = winogradTile(of, place);
  const float *plane =
    input + ((long long)tile.image * of.channels + channel) * of.height * of.width;
  float half[6][6];
#pragma unroll
  for (int i = 0; i < 6; i++) {
    const int y = tile.y + i;
    const bool isRow = y >= 0 && y < of.height;
    float samples[6];
#pragma unroll
    for (int j = 0; j < 6; j++) {
      const int x = tile.x + j;
      samples[j] = isRow && x >= 0 && x < of.width ? plane[y * of.width + x] : 0;
    }
    winogradInterpolate(samples, half[i]);
  }
  float *target = points + (long long)channel * tiles + place;
  const long long step = (long long)of.channels * tiles;
#pragma unroll
  for (int j = 0; j < 6; j++) {
    float column[6], values[6];
#pragma unroll
    for (int i = 0; i < 6; i++) column[i] = half[i][j];
    winogradInterpolate(column, values);
#pragma unroll
    for (int i = 0; i < 6; i++) target[(i * 6 + j) * step] = values[i];
  }
}

// output = activation(E(m)^T points + bias). Grid: tiles of all images × filters.
template <int side>
static __device__ __forceinline__ void gatherOutputs(
  const float *__restrict__ points, float bias, const WinogradPlanes &of, int place, int channel,
  int activation, float *__restrict__ output
) {
  const int tiles = of.images * of.down * of.across;
  const WinogradTile tile = winogradTile(of, place);
  const float *source = points + (long long)channel * tiles + place;
  const long long step = (long long)of.channels * tiles;
  float half[6][side];
#pragma unroll
  for (int i = 0; i < 6; i++) {
    float values[6];
#pragma unroll
    for (int j = 0; j < 6; j++) values[j] = source[(i * 6 + j) * step];
    winogradGather<side>(values, half[i]);
  }
  float *plane = output + ((long long)tile.image * of.channels + channel) * of.height * of.width;
#pragma unroll
  for (int column = 0; column < side; column++) {
    float values[6], sums[side];
#pragma unroll
    for (int i = 0; i < 6; i++) values[i] = half[i][column];
    winogradGather<side>(values, sums);
    const int x = tile.x + column;
#pragma unroll
    for (int row = 0; row < side; row++) {
      const int y = tile.y + row;
      if (y < of.height && x < of.width) {
        plane[y * of.width + x] = activate(activation, sums[row] + bias);
      }
    }
  }
}

extern "C" __global__ void __launch_bounds__(128) winograd_outputs(
  const float *__restrict__ points, const float *__restrict__ bias, WinogradPlanes of,
  int activation, float *__restrict__ output
) {
  const int place = blockIdx.x * blockDim.x + threadIdx.x, channel = blockIdx.y;
  if (place >= of.images * of.down * of.across) return;
  const float shift = bias ? bias[channel] : 0;
  if (of.kernel == 3) gatherOutputs<4>(points, shift, of, place, channel, activation, output);
  else gatherOutputs<2>(points, shift, of, place, channel, activation, output);
}

// points = E(m) upstream. Grid: tiles of all images × filters.
template <int side>
static __device__ __forceinline__ void evaluateUpstream(
  const float *__restrict__ gradient, const WinogradPlanes &of, int place, int channel,
  float *__restrict__ points
) {
  const int tiles = of.images * of.down * of.across;
  const WinogradTile tile = winogradTile(of, place);
  const float *plane =
    gradient + ((long long)tile.image * of.channels + channel) * of.height * of.width;
  float half[side][6];
#pragma unroll
  for (int row = 0; row < side; row++) {
    const int y = tile.y + row;
    float values[side];
#pragma unroll
    for (int column = 0; column < side; column++) {
      const int x = tile.x + column;
      values[column] = y < of.height && x < of.width ? plane[y * of.width + x] : 0;
    }
    winogradEvaluate<side>(values, half[row]);
  }
  float *target = points + (long long)channel * tiles + place;
  const long long step = (long long)of.channels * tiles;
#pragma unroll
  for (int j = 0; j < 6; j++) {
    float column[side], values[6];
#pragma unroll
    for (int row = 0; row < side; row++) column[row] = half[row][j];
    winogradEvaluate<side>(column, values);
#pragma unroll
    for (int i = 0; i < 6; i++) target[(i * 6 + j) * step] = values[i];
  }
}

extern "C" __global__ void __launch_bounds__(128) winograd_upstream(
  const float *__restrict__ gradient, WinogradPlanes of, float *__restrict__ points
) {
  const int place = blockIdx.x * blockDim.x + threadIdx.x, channel = blockIdx.y;
  if (place >= of.images * of.down * of.across) return;
  if (of.kernel == 3) evaluateUpstream<4>(gradient, of, place, channel, points);
  else evaluateUpstream<2>(gradient, of, place, channel, points);
}

// gradient = the sum of B points over the tiles that share a sample, in their order; with an activation,
// whose output the input was, taken through it. Grid: groups of `together` images × channels; shared
// memory for 36 numbers of each of a group's tiles.
extern "C" __global__ void __launch_bounds__(128) winograd_input_gradient(
  const float *__restrict__ points, WinogradPlanes of, int together, int activation,
  const float *__restrict__ activated, float *__restrict__ gradient
) {
  DYNAMIC_SHARED(float, samples);
  const int perImage = of.down * of.across, side = 7 - of.kernel;
  const int pitch = together * perImage, first = blockIdx.x * together, channel = blockIdx.y;
  const int images = min(together, of.images - first);
  const long long tiles = (long long)of.images * perImage;
  const float *source = points + channel * tiles + (long long)first * perImage;
  const long long step = of.channels * tiles;
  for (int place = threadIdx.x; place < images * perImage; place += blockDim.x) {
    float half[6][6];
#pragma unroll
    for (int i = 0; i < 6; i++) {
      float values[6];
#pragma unroll
      for (int j = 0; j < 6; j++) values[j] = source[(i * 6 + j) * step + place];
      winogradSpread(values, half[i]);
    }
#pragma unroll
    for (int j = 0; j < 6; j++) {
      float column[6], values[6];
#pragma unroll
      for (int i = 0; i < 6; i++) column[i] = half[i][j];
      winogradSpread(column, values);
#pragma unroll
      for (int i = 0; i < 6; i++) samples[(i * 6 + j) * pitch + place] = values[i];
    }
  }
  __syncthreads();
  const int pixels = of.height * of.width;
  for (int place = threadIdx.x; place < images * pixels; place += blockDim.x) {
    const int image = place / pixels, pixel = place % pixels;
    const int y = pixel / of.width + of.top, x = pixel % of.width + of.left;
    const int lastRow = min(y / side, of.down - 1), lastColumn = min(x / side, of.across - 1);
    float sum = 0;
    for (int row = max(y - 6 + side, 0) / side; row <= lastRow; row++) {
      for (int column = max(x - 6 + side, 0) / side; column <= lastColumn; column++) {
        const int sample = (y - row * side) * 6 + x - column * side;
        sum += samples[sample * pitch + (image * of.down + row) * of.across + column];
      }
    }
    const long long index = ((long long)(first + image) * of.channels + channel) * pixels + pixel;
    if (activation != activationNone) sum = activationGradient(activation, sum, activated[index]);
    gradient[index] = sum;
  }
}
