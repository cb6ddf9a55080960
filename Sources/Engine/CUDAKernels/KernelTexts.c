// To add a file of kernels: three lines for its text, and one in the list.

#include "CUDAKernels.h"

#pragma clang diagnostic ignored "-Wc23-extensions"  // #embed, which clang has for every standard

static const char Common[] = {
#embed "../CUDABackend/Kernels/Common.cuh"
    , 0};
static const char Batches[] = {
#embed "../CUDABackend/Kernels/Batches.cu"
    , 0};
static const char PoolingPlaces[] = {
#embed "../CUDABackend/Kernels/PoolingPlaces.cuh"
    , 0};
static const char PooledConvolution[] = {
#embed "../CUDABackend/Kernels/PooledConvolution.cuh"
    , 0};
static const char ExtremePooling[] = {
#embed "../CUDABackend/Kernels/ExtremePooling.cu"
    , 0};
static const char SumPooling[] = {
#embed "../CUDABackend/Kernels/SumPooling.cu"
    , 0};
static const char GlobalPooling[] = {
#embed "../CUDABackend/Kernels/GlobalPooling.cu"
    , 0};
static const char PartialSums[] = {
#embed "../CUDABackend/Kernels/PartialSums.cu"
    , 0};
static const char DirectConvolution[] = {
#embed "../CUDABackend/Kernels/DirectConvolution.cu"
    , 0};
static const char PooledConvolutionForward[] = {
#embed "../CUDABackend/Kernels/PooledConvolutionForward.cu"
    , 0};
static const char PooledConvolutionBackward[] = {
#embed "../CUDABackend/Kernels/PooledConvolutionBackward.cu"
    , 0};
static const char Losses[] = {
#embed "../CUDABackend/Kernels/Losses.cu"
    , 0};
static const char Optimizers[] = {
#embed "../CUDABackend/Kernels/Optimizers.cu"
    , 0};
static const char Activations[] = {
#embed "../CUDABackend/Kernels/Activations.cu"
    , 0};
static const char ChannelSums[] = {
#embed "../CUDABackend/Kernels/ChannelSums.cuh"
    , 0};
static const char LossSums[] = {
#embed "../CUDABackend/Kernels/LossSums.cuh"
    , 0};
static const char Dropout[] = {
#embed "../CUDABackend/Kernels/Dropout.cu"
    , 0};
static const char BatchNormalization[] = {
#embed "../CUDABackend/Kernels/BatchNormalization.cu"
    , 0};
static const char ChannelMaps[] = {
#embed "../CUDABackend/Kernels/ChannelMaps.cuh"
    , 0};
static const char Padding[] = {
#embed "../CUDABackend/Kernels/Padding.cu"
    , 0};
static const char ResponseNormalization[] = {
#embed "../CUDABackend/Kernels/ResponseNormalization.cu"
    , 0};
static const char SpaceToDepth[] = {
#embed "../CUDABackend/Kernels/SpaceToDepth.cu"
    , 0};
static const char Softmax[] = {
#embed "../CUDABackend/Kernels/Softmax.cu"
    , 0};
static const char LinearRows[] = {
#embed "../CUDABackend/Kernels/LinearRows.cuh"
    , 0};
static const char OptimizerMoves[] = {
#embed "../CUDABackend/Kernels/OptimizerMoves.cuh"
    , 0};
static const char SmallLinear[] = {
#embed "../CUDABackend/Kernels/SmallLinear.cu"
    , 0};
static const char LinearHead[] = {
#embed "../CUDABackend/Kernels/LinearHead.cu"
    , 0};
static const char LinearUpdate[] = {
#embed "../CUDABackend/Kernels/LinearUpdate.cu"
    , 0};
static const char AsyncCopy[] = {
#embed "../CUDABackend/Kernels/AsyncCopy.cuh"
    , 0};
static const char BatchDescription[] = {
#embed "../CUDABackend/Kernels/BatchDescription.cuh"
    , 0};
static const char Transforms[] = {
#embed "../CUDABackend/Kernels/Transforms.cu"
    , 0};
static const char Winograd[] = {
#embed "../CUDABackend/Kernels/Winograd.cu"
    , 0};
static const char WinogradPoints[] = {
#embed "../CUDABackend/Kernels/WinogradPoints.cuh"
    , 0};

static const char LinearLayer[] = {
#embed "../CUDABackend/Kernels/LinearLayer.cuh"
    , 0};
static const char PooledWindows[] = {
#embed "../CUDABackend/Kernels/PooledWindows.cuh"
    , 0};
static const char SmallNetwork[] = {
#embed "../CUDABackend/Kernels/SmallNetwork.cu"
    , 0};

#define TEXT(file, bytes) {.name = file, .text = bytes, .length = sizeof(bytes) - 1}

static const convolume_kernel_text texts[] = {
    TEXT("Common.cuh", Common),
    TEXT("Batches.cu", Batches),
    TEXT("PoolingPlaces.cuh", PoolingPlaces),
    TEXT("PooledConvolution.cuh", PooledConvolution),
    TEXT("ExtremePooling.cu", ExtremePooling),
    TEXT("SumPooling.cu", SumPooling),
    TEXT("GlobalPooling.cu", GlobalPooling),
    TEXT("PartialSums.cu", PartialSums),
    TEXT("DirectConvolution.cu", DirectConvolution),
    TEXT("PooledConvolutionForward.cu", PooledConvolutionForward),
    TEXT("PooledConvolutionBackward.cu", PooledConvolutionBackward),
    TEXT("Losses.cu", Losses),
    TEXT("Optimizers.cu", Optimizers),
    TEXT("Activations.cu", Activations),
    TEXT("ChannelSums.cuh", ChannelSums),
    TEXT("LossSums.cuh", LossSums),
    TEXT("Dropout.cu", Dropout),
    TEXT("BatchNormalization.cu", BatchNormalization),
    TEXT("ChannelMaps.cuh", ChannelMaps),
    TEXT("Padding.cu", Padding),
    TEXT("ResponseNormalization.cu", ResponseNormalization),
    TEXT("SpaceToDepth.cu", SpaceToDepth),
    TEXT("Softmax.cu", Softmax),
    TEXT("LinearRows.cuh", LinearRows),
    TEXT("OptimizerMoves.cuh", OptimizerMoves),
    TEXT("SmallLinear.cu", SmallLinear),
    TEXT("LinearHead.cu", LinearHead),
    TEXT("LinearUpdate.cu", LinearUpdate),
    TEXT("AsyncCopy.cuh", AsyncCopy),
    TEXT("BatchDescription.cuh", BatchDescription),
    TEXT("Transforms.cu", Transforms),
    TEXT("Winograd.cu", Winograd),
    TEXT("WinogradPoints.cuh", WinogradPoints),
    TEXT("LinearLayer.cuh", LinearLayer),
    TEXT("PooledWindows.cuh", PooledWindows),
    TEXT("SmallNetwork.cu", SmallNetwork),
};

const convolume_kernel_text *convolume_kernel_text_at(size_t place) {
  return place < sizeof(texts) / sizeof(texts[0]) ? &texts[place] : NULL;
}
