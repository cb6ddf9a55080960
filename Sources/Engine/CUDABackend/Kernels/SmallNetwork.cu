// A whole small network in use, in one launch: a block takes one image through one or two convolutions
// with their pooling and through the linear layers behind them, and writes its scores. Nothing between
// the image and the scores leaves the multiprocessor.
#include "LinearLayer.cuh"
#include "PooledWindows.cuh"

struct SmallNetwork {
  int stages;                 // 1 or 2
  PooledConvolution stage[2];
  Tiling tiling[2];           // each of all filters at once
  int planes[2], filters[2];  // where the stages' planes and filters begin in shared memory
  int row;                    // where the numbers of the linear layers begin there
  int layers;                 // 1 to 3
  int sizes[4];               // of the first layer's input and of each layer's output
  int activations[3];         // behind each layer
};

// The rows of a plane in shared memory, with the zeros around them.
static __device__ __forceinline__ int planeRows(const PooledConvolution &c) {
  return 2 * c.pooledHeight + c.kernel - 1;
}

template <int K, int P>
static __device__ __forceinline__ void pool(
    const float *planes, const float *filters, const float *bias, const PooledPlaces &to,
    const PooledConvolution &c, const Tiling &tiling) {
  // The other warps have nothing to do.
  if (threadIdx.x / 32 * 32 >= c.filters * tiling.strips * c.pooledHeight * tiling.parts) return;
  const PooledItem item(c, tiling, c.filters);
  const float offset = bias != nullptr ? bias[item.own] : 0;
  poolItem<K, P>(item, planes, filters, offset, item.own, to, c, tiling);
}

static __device__ __forceinline__ void poolStage(
    const float *planes, const float *filters, const float *bias, const PooledPlaces &to,
    const PooledConvolution &c, const Tiling &tiling) {
  switch (c.kernel * 16 + tiling.strip) {
    case 5 * 16 + 7: return pool<5, 7>(planes, filters, bias, to, c, tiling);
    case 5 * 16 + 5: return pool<5, 5>(planes, filters, bias, to, c, tiling);
    case 5 * 16 + 4: return pool<5, 4>(planes, filters, bias, to, c, tiling);
    case 3 * 16 + 7: return pool<3, 7>(planes, filters, bias, to, c, tiling);
    case 3 * 16 + 4: return pool<3, 4>(planes, filters, bias, to, c, tiling);
  }
}

// The addresses of a network's parameters; those of absent stages, layers and biases are null.
struct SmallNetworkParameters {
  const float *filters[2], *filterBiases[2];
  const float *weights[3], *biases[3];
};

extern "C" __global__ void __launch_bounds__(HEAD_THREADS, 1) small_network(
    const float *images, float *output, SmallNetworkParameters parameters,
    SmallNetwork network) {
  DYNAMIC_SHARED(float, shared);
  const PooledConvolution &first = network.stage[0], &second = network.stage[1];
  const bool hasSecond = network.stages == 2;
  // What is needed first is asked for first.
  startPlanes(
      shared + network.planes[0],
      images + (long long)blockIdx.x * first.channels * first.height * first.width,
      first.channels, planeRows(first), network.tiling[0].rowStride,
      network.tiling[0].planeStride, first.height, first.width, first.top, first.left);
  startFilters(
      shared + network.filters[0], parameters.filters[0], first.filters,
      first.channels * first.kernel * first.kernel, network.tiling[0].weightStride);
  endCopyGroup();
  if (hasSecond) {
    startFilters(
        shared + network.filters[1], parameters.filters[1], second.filters,
        second.channels * second.kernel * second.kernel, network.tiling[1].weightStride);
    // Zeros around what the first stage writes.
    const int count = second.channels * network.tiling[1].planeStride;
    for (int each = threadIdx.x; each < count; each += HEAD_THREADS) {
      shared[network.planes[1] + each] = 0;
    }
  }
  endCopyGroup();

  const PooledConvolution &last = network.stage[network.stages - 1];
  const int lastPlane = last.pooledHeight * last.pooledWidth;
  const PooledPlaces row = {
      shared + network.row, nullptr, nullptr, lastPlane, last.pooledWidth};
  PooledPlaces between = row;
  if (hasSecond) {
    between.rowStride = network.tiling[1].rowStride;
    between.planeStride = network.tiling[1].planeStride;
    between.pooled =
        shared + network.planes[1] + second.top * between.rowStride + second.left;
  }
  awaitCopyGroups<1>();
  __syncthreads();
  poolStage(
      shared + network.planes[0], shared + network.filters[0], parameters.filterBiases[0], between,
      first, network.tiling[0]);
  if (hasSecond) {
    awaitCopyGroups<0>();
    __syncthreads();
    poolStage(
        shared + network.planes[1], shared + network.filters[1], parameters.filterBiases[1], row,
        second, network.tiling[1]);
  }
  __syncthreads();
  // One loop for all layers: what is fetched for the first need not be fetched again.
  float *made = shared + network.row;
#pragma unroll 1
  for (int layer = 0; layer < network.layers; layer++) {
    const int inputs = network.sizes[layer], outputs = network.sizes[layer + 1];
    float *next = made + (inputs + 3) / 4 * 4;
    const bool isLast = layer == network.layers - 1;
    applyLayer(
        made, parameters.weights[layer], parameters.biases[layer], next,
        isLast ? output + (long long)blockIdx.x * outputs : nullptr, inputs, outputs,
        network.activations[layer]);
    __syncthreads();
    made = next;
  }
}
