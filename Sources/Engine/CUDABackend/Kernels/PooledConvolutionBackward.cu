// The backward pass of a small convolution with an activation and pooling by windows of 2 × 2, in one
// launch: the gradient of the convolution's output is spread out of the pooled gradient in shared
// memory and never written. Some blocks of an image compute the gradient of its input, others the
// image's share of the gradient of the filters, which PartialSums adds up.
#include "PooledConvolution.cuh"

// Where a filter's own numbers of the forward pass lie, and the gradient of the pooled output.
struct Pooled {
  const float *gradient, *output;
  const unsigned char *taps;
  const float *activated;
};

// The gradients of the four numbers of a window, before the activation.
static __device__ __forceinline__ void spreadWindow(
    const Pooled &pooled, int place, const PooledConvolution &c, float (&window)[4]) {
  float gradient = pooled.gradient[place];
  if (c.kind == poolsMaximum || c.kind == poolsMinimum) {
    // Where a rectifier's slope is 0 the tap is silent.
    if (c.activation == activationTanh || c.activation == activationSigmoid) {
      gradient = activationGradient(c.activation, gradient, pooled.output[place]);
    }
    const int tap = pooled.taps[place];
    for (int each = 0; each < 4; each++) window[each] = tap == each ? gradient : 0;
    return;
  }
  const float4 four = reinterpret_cast<const float4 *>(pooled.activated)[place];
  const float made[4] = {four.x, four.y, four.z, four.w};
  float share = gradient * 0.25f;
  if (c.kind == poolsLength) {
    const float length = pooled.output[place];
    share = length == 0 ? 0 : gradient / length;
  }
  for (int each = 0; each < 4; each++) {
    const float own = c.kind == poolsLength ? share * made[each] : share;
    window[each] = activationGradient(c.activation, own, made[each]);
  }
}

// Windows whose gradient a thread has under way at once.
#define WINDOWS 4

// Fills `count` planes with the gradient of the convolution's output, from row `down` and column `right`
// on, and zeros around it.
static __device__ __forceinline__ void spreadPlanes(
    float *planes, const Pooled &pooled, int firstPlane, int count, int down, int right,
    const PooledConvolution &c, const Tiling &tiling) {
  const int windows = c.pooledHeight * c.pooledWidth, all = count * windows;
  const bool isExtreme = c.kind == poolsMaximum || c.kind == poolsMinimum;
  const bool isPlain =
      isExtreme && (c.activation == activationNone || c.activation == activationReLU);
  // Of the first windows, if all there is to them is a gradient and a tap, the loads begin here.
  float gradients[WINDOWS];
  int taps[WINDOWS];
#pragma unroll
  for (int each = 0; each < WINDOWS; each++) {
    const int place = min((int)(threadIdx.x + each * blockDim.x), all - 1);
    gradients[each] = isPlain ? pooled.gradient[firstPlane * windows + place] : 0;
    taps[each] = isPlain ? pooled.taps[firstPlane * windows + place] : silentTap;
  }
  for (int place = threadIdx.x; place < count * tiling.planeStride / 4; place += blockDim.x) {
    reinterpret_cast<float4 *>(planes)[place] = make_float4(0, 0, 0, 0);
  }
  __syncthreads();
  const int step = blockDim.x;
  if (isPlain) {
#pragma unroll
    for (int each = 0; each < WINDOWS; each++) {
      const int place = threadIdx.x + each * step;
      if (place >= all || taps[each] == silentTap) continue;
      const int plane = place / windows, own = place - plane * windows;
      const int row = own / c.pooledWidth, column = own - row * c.pooledWidth;
      planes[plane * tiling.planeStride + (2 * row + down + taps[each] / 2) * tiling.rowStride
             + 2 * column + right + taps[each] % 2] = gradients[each];
    }
  }
  for (int place = threadIdx.x + (isPlain ? WINDOWS * step : 0); place < all; place += step) {
    const int plane = place / windows, own = place - plane * windows;
    const int row = own / c.pooledWidth, column = own - row * c.pooledWidth;
    float window[4];
    spreadWindow(pooled, firstPlane * windows + place, c, window);
    float *corner = planes + plane * tiling.planeStride + (2 * row + down) * tiling.rowStride
                    + 2 * column + right;
    corner[0] = window[0], corner[1] = window[1];
    corner[tiling.rowStride] = window[2], corner[tiling.rowStride + 1] = window[3];
  }
}

// The gradient of some channels of one image's input: the flipped filters slide over the gradient of
// the output, with K − 1 zeros around it.
template <int K, int P>
static __device__ __forceinline__ void inputGradient(
    const Pooled &pooled, const float *__restrict__ weight, float *__restrict__ result, int slice,
    const PooledConvolution &c, const Tiling &tiling) {
  DYNAMIC_SHARED(float, planes);
  float *filters = planes + c.filters * tiling.planeStride;
  const int image = blockIdx.x, firstChannel = slice * tiling.width;
  const int count = min(tiling.width, c.channels - firstChannel);
  const int pairs = (c.height + 1) / 2;
  for (int place = threadIdx.x; place < c.filters * K * K; place += blockDim.x) {
    const int filter = place / (K * K), tap = place - filter * (K * K);
    const float *source = weight + ((long long)filter * c.channels + firstChannel) * K * K;
    for (int own = 0; own < count; own++) {
      startCopy(
          filters + place * tiling.weightStride + own, source + own * K * K + K * K - 1 - tap,
          true);
    }
  }
  spreadPlanes(
      planes, pooled, image * c.filters, c.filters, K - 1 - c.top, K - 1 - c.left, c, tiling);
  finishCopies();
  __syncthreads();

  const int part = threadIdx.x & (tiling.parts - 1);
  int rest = threadIdx.x / tiling.parts;
  const bool isBusy = rest < count * tiling.strips * pairs;
  if (!isBusy) rest = 0;
  const int place = rest / count, own = rest - place * count;
  const int pair = place / tiling.strips, strip = place - pair * tiling.strips;

  float sums[2][2 * P] = {};
  correlate<K, P, K>(
      sums, planes + 2 * pair * tiling.rowStride + strip * 2 * P, filters + own, tiling, part,
      c.filters, tiling.parts);
  addParts<P>(sums, tiling.parts);
  if (!isBusy) return;
  float *plane = result + ((long long)image * c.channels + firstChannel + own) * c.height * c.width;
#pragma unroll
  for (int y = 0; y < 2; y++) {
#pragma unroll
    for (int x = 0; x < 2 * P; x++) {
      const int row = 2 * pair + y, column = strip * 2 * P + x;
      if ((x & (tiling.parts - 1)) == part && row < c.height && column < c.width) {
        plane[row * c.width + column] = sums[y][x];
      }
    }
  }
}

// Filters that a thread has at once: each sample that it reads meets as many gradients.
#define FILTERS 4

// The share of one image in the gradients of a slice of the filters and their biases. A thread has one
// row of one channel's weights, for FILTERS filters, over the rows part, part + parts, … of the output.
template <int K, int P>
static __device__ __forceinline__ void weightGradient(
    const Pooled &pooled, const float *__restrict__ input, float *__restrict__ partials, int slice,
    const PooledConvolution &c, const Tiling &gradients, const Tiling &samples) {
  DYNAMIC_SHARED(float, planes);
  const int image = blockIdx.x, firstFilter = slice * gradients.width;
  const int count = min(gradients.width, c.filters - firstFilter);
  const int groups = (count + FILTERS - 1) / FILTERS, depth = c.channels * K * K;
  const int outputRows = 2 * c.pooledHeight;
  float *images = planes + groups * FILTERS * gradients.planeStride;
  float *shares = images + c.channels * samples.planeStride;  // [parts][count][depth]
  startPlanes(
      images, input + (long long)image * c.channels * c.height * c.width, c.channels,
      outputRows + K - 1, samples.rowStride, samples.planeStride, c.height, c.width, c.top,
      c.left);
  // Planes behind the last filter's are read, but not used: they need not hold zeros.
  spreadPlanes(
      planes, pooled, image * c.filters + firstFilter, count, 0, 0, c, gradients);
  finishCopies();
  __syncthreads();

  // The biases' gradients: a warp sums a plane, zeros included.
  float *own = partials + (long long)image * c.filters * (depth + 1);
  for (int filter = threadIdx.x / 32; filter < count; filter += blockDim.x / 32) {
    float sum = 0;
    for (int place = threadIdx.x % 32; place < gradients.planeStride; place += 32) {
      sum += planes[filter * gradients.planeStride + place];
    }
    sum = warpSum(sum);
    if (threadIdx.x % 32 == 0) own[c.filters * depth + firstFilter + filter] = sum;
  }

  const int lines = c.channels * K;
  const int line = threadIdx.x % lines, rest = threadIdx.x / lines;
  const int group = rest % groups, part = rest / groups;
  if (part < gradients.parts) {
    const int channel = line / K, r = line - channel * K;
    float sums[FILTERS][K] = {};
    for (int row = part; row < outputRows; row += gradients.parts) {
      for (int strip = 0; strip < gradients.strips; strip++) {
        const float *from = images + channel * samples.planeStride
                            + (row + r) * samples.rowStride + strip * 2 * P;
        float sample[2 * P + K - 1];
#pragma unroll
        for (int pair = 0; pair < P + K / 2; pair++) {
          const float2 two = reinterpret_cast<const float2 *>(from)[pair];
          sample[2 * pair] = two.x, sample[2 * pair + 1] = two.y;
        }
#pragma unroll
        for (int filter = 0; filter < FILTERS; filter++) {
          const float *slopes = planes + (group * FILTERS + filter) * gradients.planeStride
                                + row * gradients.rowStride + strip * 2 * P;
#pragma unroll
          for (int pair = 0; pair < P; pair++) {
            const float2 two = reinterpret_cast<const float2 *>(slopes)[pair];
#pragma unroll
            for (int s = 0; s < K; s++) {
              sums[filter][s] += two.x * sample[2 * pair + s];
              sums[filter][s] += two.y * sample[2 * pair + 1 + s];
            }
          }
        }
      }
    }
#pragma unroll
    for (int filter = 0; filter < FILTERS; filter++) {
      if (group * FILTERS + filter >= count) continue;
#pragma unroll
      for (int s = 0; s < K; s++) {
        shares[(part * count + group * FILTERS + filter) * depth + line * K + s] = sums[filter][s];
      }
    }
  }
  __syncthreads();
  for (int place = threadIdx.x; place < count * depth; place += blockDim.x) {
    float sum = 0;
#pragma unroll 4
    for (int each = 0; each < gradients.parts; each++) sum += shares[each * count * depth + place];
    own[firstFilter * depth + place] = sum;
  }
}

// Block (image, slice): the first `inputSlices` slices are channels of the input's gradient, the others
// filters. `gradients` and `samples` tile the filters' gradient, `inputs` the input's.
extern "C" __global__ void __launch_bounds__(512, 1) pooled_convolution_backward(
    const float *gradient, const float *output, const unsigned char *taps, const float *activated,
    const float *input, const float *weight, float *inputResult, float *partials,
    PooledConvolution c, Tiling inputs, Tiling gradients, Tiling samples, int inputSlices) {
  const Pooled pooled = {gradient, output, taps, activated};
  if ((int)blockIdx.y < inputSlices) {
    switch (c.kernel * 16 + inputs.strip) {
      case 5 * 16 + 7:
        return inputGradient<5, 7>(pooled, weight, inputResult, blockIdx.y, c, inputs);
      case 5 * 16 + 5:
        return inputGradient<5, 5>(pooled, weight, inputResult, blockIdx.y, c, inputs);
      case 5 * 16 + 4:
        return inputGradient<5, 4>(pooled, weight, inputResult, blockIdx.y, c, inputs);
      case 3 * 16 + 7:
        return inputGradient<3, 7>(pooled, weight, inputResult, blockIdx.y, c, inputs);
      case 3 * 16 + 4:
        return inputGradient<3, 4>(pooled, weight, inputResult, blockIdx.y, c, inputs);
    }
    return;
  }
  const int slice = blockIdx.y - inputSlices;
  switch (c.kernel * 16 + gradients.strip) {
    case 5 * 16 + 7:
      return weightGradient<5, 7>(pooled, input, partials, slice, c, gradients, samples);
    case 5 * 16 + 5:
      return weightGradient<5, 5>(pooled, input, partials, slice, c, gradients, samples);
    case 5 * 16 + 4:
      return weightGradient<5, 4>(pooled, input, partials, slice, c, gradients, samples);
    case 3 * 16 + 7:
      return weightGradient<3, 7>(pooled, input, partials, slice, c, gradients, samples);
    case 3 * 16 + 4:
      return weightGradient<3, 4>(pooled, input, partials, slice, c, gradients, samples);
  }
}
