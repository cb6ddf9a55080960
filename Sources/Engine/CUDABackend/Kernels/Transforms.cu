// From the bytes of a data set on the card to the batch of a step: each image placed, resized, placed
// again and turned into numbers, the same bytes as on the processor.
//
// What is drawn for each image of the epoch comes from the processor, as placements; so all draws are the
// same, and each pixel is computed once, when it is needed.

#include "BatchDescription.cuh"

// Sizes of an image on its way.
struct TransformSizes {
  int channels;
  int height, width;                // as stored
  int placedHeight, placedWidth;    // under the first window
  int resizedHeight, resizedWidth;  // 0 where nothing is resized; there is no second window then
  int shownHeight, shownWidth;      // as the network takes it
};

// A window on an image: which of its pixels are seen, and where. `Placement` in Datasets tells more.
struct WindowPlacement {
  int top, left, firstRow, endRow, firstColumn, endColumn, isMirrored, fill;
};

// What each output pixel takes along one axis: `taps` weights in fixed point of 22 bits, from the pixel
// `firsts[place]` on. `ResampleWeights` in Datasets makes them.
struct ResampleTaps {
  const int *firsts, *weights;
  int taps;
};

static __device__ __forceinline__ WindowPlacement wholeImage(int height, int width) {
  return {0, 0, 0, height, 0, width, 0, 0};
}

// Where a pixel of a window lies in the image under it; false where it shows the border.
static __device__ __forceinline__ bool isSeen(
  const WindowPlacement &window, int width, int &row, int &column
) {
  row += window.top;
  column = window.left + (window.isMirrored ? width - 1 - column : column);
  return row >= window.firstRow && row < window.endRow && column >= window.firstColumn
    && column < window.endColumn;
}

// A sum of bytes times weights, as a byte; never negative, and below 1 << 31.
static __device__ __forceinline__ int resampledByte(int sum) { return min(sum >> 22, 255); }

static __device__ __forceinline__ int placedByte(
  const unsigned char *plane, const TransformSizes &of, const WindowPlacement &window, int row,
  int column
) {
  return isSeen(window, of.placedWidth, row, column) ? plane[row * of.width + column]
                                                     : window.fill;
}

// A pixel of the resized image: along one axis, rounded to bytes, and then along the other. As on the
// processor, columns come first unless rows shrink while columns grow.
static __device__ __forceinline__ int resizedByte(
  const unsigned char *plane, const TransformSizes &of, const WindowPlacement &window,
  const ResampleTaps &rows, const ResampleTaps &columns, bool rowsFirst, int row, int column
) {
  const int half = 1 << 21;
  const int firstRow = rows.firsts[row], firstColumn = columns.firsts[column];
  const int *rowWeights = rows.weights + row * rows.taps;
  const int *columnWeights = columns.weights + column * columns.taps;
  int sum = half;
  if (rowsFirst) {
    for (int across = 0; across < columns.taps; across++) {
      int part = half;
      for (int down = 0; down < rows.taps; down++) {
        part += placedByte(plane, of, window, firstRow + down, firstColumn + across)
          * rowWeights[down];
      }
      sum += resampledByte(part) * columnWeights[across];
    }
  } else {
    for (int down = 0; down < rows.taps; down++) {
      int part = half;
      for (int across = 0; across < columns.taps; across++) {
        part += placedByte(plane, of, window, firstRow + down, firstColumn + across)
          * columnWeights[across];
      }
      sum += resampledByte(part) * rowWeights[down];
    }
  }
  return resampledByte(sum);
}

// The batch of the state's next step. `placements` has two windows for each image of the epoch, in its
// order, or is null where every image is seen whole; `tables` the number for each byte of each channel.
// Grid: parts of an image × images; a thread computes a pixel in all channels.
extern "C" __global__ void __launch_bounds__(256) transform_batch(
  const unsigned char *__restrict__ pixels, const int *__restrict__ order,
  const int *__restrict__ numbers, const int *__restrict__ labels, int *state,
  const WindowPlacement *__restrict__ placements, TransformSizes of,
  const int *__restrict__ rowFirsts, const int *__restrict__ rowWeights, int rowTaps,
  const int *__restrict__ columnFirsts, const int *__restrict__ columnWeights, int columnTaps,
  const float *__restrict__ tables, int batch, int total, int channelsLast,
  float *__restrict__ images, int *batchLabels, int *batchNumbers
) {
  const int image = blockIdx.y;
  const int step = state[stateNext];
  const bool isImage = image < imagesOfStep(step, batch, total);
  const int place = step * batch + image;
  const long long number = isImage ? order[place] : 0;
  const int stored = of.height * of.width, shown = of.shownHeight * of.shownWidth;
  const bool isResized = of.resizedHeight > 0;
  WindowPlacement first = wholeImage(of.height, of.width);
  WindowPlacement second = wholeImage(of.resizedHeight, of.resizedWidth);
  if (placements && isImage) {
    first = placements[2 * place];
    second = placements[2 * place + 1];
  }
  const ResampleTaps rows = {rowFirsts, rowWeights, rowTaps};
  const ResampleTaps columns = {columnFirsts, columnWeights, columnTaps};
  const bool rowsFirst =
    of.resizedHeight < of.placedHeight && of.resizedWidth > of.placedWidth;
  for (int pixel = blockIdx.x * blockDim.x + threadIdx.x; pixel < shown;
       pixel += gridDim.x * blockDim.x) {
    int row = pixel / of.shownWidth, column = pixel % of.shownWidth;
    const bool isInside = !isResized || isSeen(second, of.shownWidth, row, column);
    for (int channel = 0; channel < of.channels; channel++) {
      float value = 0;
      if (isImage) {
        const unsigned char *plane = pixels + (number * of.channels + channel) * stored;
        int byte = second.fill;
        if (!isResized) {
          byte = placedByte(plane, of, first, row, column);
        } else if (isInside) {
          byte = resizedByte(plane, of, first, rows, columns, rowsFirst, row, column);
        }
        value = tables[256 * channel + byte];
      }
      const long long start = (long long)image * of.channels * shown;
      images[start + (channelsLast ? pixel * of.channels + channel : channel * shown + pixel)] =
        value;
    }
  }
  if (blockIdx.x == 0 && blockIdx.y == 0) {
    describeBatch(order, numbers, labels, state, step, batch, total, batchLabels, batchNumbers);
  }
}
