// Linear layers whose weights are few: a launch that takes a few microseconds in all, where a general
// matrix product would take longer to begin.
//
// Input [batch, inputs], weight [outputs, inputs], output [batch, outputs].
#include "AsyncCopy.cuh"
#include "LinearRows.cuh"
#include "LossSums.cuh"

// output = activation(input · weightᵀ + bias). A warp has 4 outputs of 4 rows, and its lanes share the
// sums; block (quads of outputs, sixteen rows).
extern "C" __global__ void __launch_bounds__(128, 4) small_linear_forward(
    const float *__restrict__ input, const float *__restrict__ weight,
    const float *__restrict__ bias, float *__restrict__ output, int batch, int inputs, int outputs,
    int activation) {
  const int lane = threadIdx.x % 32;
  const int firstOutput = blockIdx.x * 4, firstRow = (blockIdx.y * 4 + threadIdx.x / 32) * 4;
  if (firstRow >= batch) return;
  float sums[4][4] = {};
  const bool byFour = isByFour(input, inputs) && isByFour(weight, inputs);
  addRowProducts<4, 4>(
      sums, weight + (long long)firstOutput * inputs, outputs - firstOutput,
      input + (long long)firstRow * inputs, batch - firstRow, inputs, byFour);

  // Each step halves the sums that a lane has, and doubles the lanes that each has been added over:
  // in the end two lanes have sum lane / 2, halves of which the last step adds.
  float held[16];
#pragma unroll
  for (int each = 0; each < 16; each++) held[each] = sums[each % 4][each / 4];
#pragma unroll
  for (int distance = 16, count = 8; distance > 1; distance /= 2, count /= 2) {
    const bool isUpper = lane & distance;
#pragma unroll
    for (int each = 0; each < count; each++) {
      const float kept = isUpper ? held[each + count] : held[each];
      const float given = isUpper ? held[each] : held[each + count];
      held[each] = kept + __shfl_xor_sync(0xffffffffu, given, distance);
    }
  }
  const float sum = held[0] + __shfl_xor_sync(0xffffffffu, held[0], 1);
  const int own = firstOutput + lane / 2 % 4, row = firstRow + lane / 8;
  if (lane % 2 == 0 && own < outputs && row < batch) {
    const float offset = bias != nullptr ? bias[own] : 0;
    output[(long long)row * outputs + own] = activate(activation, sum + offset);
  }
}

// A product of two matrices, of which the right one is [depth, columns].
struct Product {
  int rows, columns, depth;
  int leftIsTransposed;  // [depth, rows] (a gradient of weights), else [rows, depth] (of an input)
  int activation;        // whose slope the result is multiplied by
  int blocks;            // the block behind the product's last, counted over all
};

#define TILE 32
#define DEPTH 64

// A tile of 32 × 32 numbers of a product. `extra` is, for a gradient of weights, where the sums of the
// left matrix's columns go (the gradient of the biases); for that of an input, what the activation below
// made of it. Both may be null.
static __device__ void multiplyTile(
    const float *__restrict__ left, const float *__restrict__ right, float *__restrict__ result,
    float *extra, const Product &product, int tile) {
  __shared__ float lefts[DEPTH][TILE + 4];
  __shared__ float rights[DEPTH][TILE];
  const int tilesPerRow = (product.columns + TILE - 1) / TILE;
  const int firstRow = tile / tilesPerRow * TILE, firstColumn = tile % tilesPerRow * TILE;
  const int rows = min(TILE, product.rows - firstRow);
  const int columns = min(TILE, product.columns - firstColumn);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int x = threadIdx.x % 16 * 2, y = threadIdx.x / 16 * 4;
  float sums[4][2] = {};
  float columnSum = 0;
  for (int first = 0; first < product.depth; first += DEPTH) {
    const int depth = min(DEPTH, product.depth - first);
    __syncthreads();
    if (product.leftIsTransposed) {
      for (int k = warp; k < DEPTH; k += 4) {
        const bool isRead = k < depth && lane < rows;
        const long long from = (long long)(first + k) * product.rows + firstRow + lane;
        startCopy(&lefts[k][lane], left + (isRead ? from : 0), isRead);
      }
    } else {
      for (int row = warp; row < TILE; row += 4) {
        for (int k = lane; k < DEPTH; k += 32) {
          const bool isRead = k < depth && row < rows;
          const long long from = (long long)(firstRow + row) * product.depth + first + k;
          startCopy(&lefts[k][row], left + (isRead ? from : 0), isRead);
        }
      }
    }
    for (int k = warp; k < DEPTH; k += 4) {
      const bool isRead = k < depth && lane < columns;
      const long long from = (long long)(first + k) * product.columns + firstColumn + lane;
      startCopy(&rights[k][lane], right + (isRead ? from : 0), isRead);
    }
    finishCopies();
    __syncthreads();
#pragma unroll 8
    for (int k = 0; k < (depth + 7) / 8 * 8; k++) {
      const float4 a = *reinterpret_cast<const float4 *>(&lefts[k][y]);
      const float2 b = *reinterpret_cast<const float2 *>(&rights[k][x]);
      sums[0][0] += a.x * b.x, sums[0][1] += a.x * b.y;
      sums[1][0] += a.y * b.x, sums[1][1] += a.y * b.y;
      sums[2][0] += a.z * b.x, sums[2][1] += a.z * b.y;
      sums[3][0] += a.w * b.x, sums[3][1] += a.w * b.y;
    }
    if (product.leftIsTransposed && extra != nullptr && firstColumn == 0 && warp == 0) {
#pragma unroll 8
      for (int k = 0; k < DEPTH; k++) columnSum += lefts[k][lane];
    }
  }
  const float *below = product.leftIsTransposed ? nullptr : extra;
#pragma unroll
  for (int i = 0; i < 4; i++) {
#pragma unroll
    for (int j = 0; j < 2; j++) {
      if (y + i >= rows || x + j >= columns) continue;
      const long long to = (long long)(firstRow + y + i) * product.columns + firstColumn + x + j;
      result[to] = below != nullptr
                       ? activationGradient(product.activation, sums[i][j], below[to])
                       : sums[i][j];
    }
  }
  if (product.leftIsTransposed && extra != nullptr && firstColumn == 0 && warp == 0
      && lane < rows) {
    extra[firstRow + lane] = columnSum;
  }
}

// Up to four products, which do not depend on each other, and in a block behind theirs, if there is
// one, the sum of the losses that the rows of the batch left.
extern "C" __global__ void __launch_bounds__(128, 4) small_linear_gradients(
    const float *left0, const float *right0, float *result0, float *extra0, Product product0,
    const float *left1, const float *right1, float *result1, float *extra1, Product product1,
    const float *left2, const float *right2, float *result2, float *extra2, Product product2,
    const float *left3, const float *right3, float *result3, float *extra3, Product product3,
    const double *rowLosses, const int *rowHits, int batch, double *losses, int *hits, int *state,
    int divisor, int advances) {
  const int block = blockIdx.x;
  const int which = (block >= product0.blocks) + (block >= product1.blocks)
                    + (block >= product2.blocks) + (block >= product3.blocks);
  if (which == 4) {
    return sumRowLosses(
        rowLosses, rowHits, batch,
        {losses, hits, nullptr, state, (double)divisor, advances});
  }
  const Product product = which == 0   ? product0
                          : which == 1 ? product1
                          : which == 2 ? product2
                                       : product3;
  const float *left = which == 0 ? left0 : which == 1 ? left1 : which == 2 ? left2 : left3;
  const float *right = which == 0 ? right0 : which == 1 ? right1 : which == 2 ? right2 : right3;
  float *result = which == 0 ? result0 : which == 1 ? result1 : which == 2 ? result2 : result3;
  float *extra = which == 0 ? extra0 : which == 1 ? extra1 : which == 2 ? extra2 : extra3;
  const int first = which == 0   ? 0
                    : which == 1 ? product0.blocks
                    : which == 2 ? product1.blocks
                                 : product2.blocks;
  multiplyTile(left, right, result, extra, product, block - first);
}
