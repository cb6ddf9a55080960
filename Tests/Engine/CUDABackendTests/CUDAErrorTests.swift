import CUDABackend
import TestSupport
import Testing

@Suite struct CUDAErrorTests {
  private func sentence(_ error: CUDAError) -> String { "\(error)" }

  @Test func `a missing library is reported with where it was looked for, and how to get it`() {
    #expect(
      sentence(
        .libraryMissing(.driver, searched: "the loader's path, /usr/local/cuda/lib64", reason: nil))
        == "libcuda.so.1 (NVIDIA's driver) was not found in the loader's path, /usr/local/cuda/lib64. "
        + "Install the driver of the card; a machine without one computes on its CPU.")
    #expect(
      sentence(.libraryMissing(.cudnn, searched: "", reason: "/x/libcudnn.so.9: file too short"))
        == "libcudnn.so.9 (cuDNN) cannot be loaded (/x/libcudnn.so.9: file too short). Install cuDNN 9, "
        + "or name its folder in CONVOLUME_CUDA_LIBRARIES.")
    #expect(
      sentence(.libraryMissing(.nvrtc, searched: "the loader's path", reason: nil))
        == "libnvrtc.so.13 (NVRTC) was not found in the loader's path. Install CUDA 12 or 13, or name "
        + "the folder of NVRTC in CONVOLUME_CUDA_LIBRARIES.")
  }

  @Test func `a library of another version is reported`() {
    #expect(
      sentence(.functionMissing("cudnnCreate", library: .cudnn, path: "libcudnn.so.9"))
        == "libcudnn.so.9: expected the function cudnnCreate, found none. This cuDNN has another version "
        + "than those that Convolume knows. Install cuDNN 9, or name its folder in "
        + "CONVOLUME_CUDA_LIBRARIES.")
  }

  @Test func `a machine without a card, and one with an old card, are reported`() {
    #expect(
      sentence(.noCard)
        == "NVIDIA's driver is there, but it shows no card. Check nvidia-smi and CUDA_VISIBLE_DEVICES, "
        + "or compute on the CPU with CONVOLUME_DEVICE=cpu.")
    #expect(
      sentence(
        .cardTooOld(
          name: "Tesla V100", has: ComputeCapability(7, 0), needs: ComputeCapability(8, 0)))
        == "Tesla V100: expected compute capability 8.0 or later, found 7.0. Compute on the CPU with "
        + "CONVOLUME_DEVICE=cpu.")
  }

  @Test func `a failed call is reported in the library's words, with what helps`() {
    #expect(
      sentence(
        .failed(
          call: "cuStreamSynchronize", library: .driver, code: 700,
          name: "CUDA_ERROR_ILLEGAL_ADDRESS", reason: "an illegal memory access was encountered"))
        == "cuStreamSynchronize of NVIDIA's driver failed with 700, CUDA_ERROR_ILLEGAL_ADDRESS: an "
        + "illegal memory access was encountered. A kernel went astray, and this process can no longer "
        + "use the card; please report it, with what compute-sanitizer says of the same command.")
    #expect(
      sentence(
        .failed(
          call: "cudnnCreate", library: .cudnn, code: 1001, name: "CUDNN_STATUS_NOT_INITIALIZED",
          reason: "no reason given"))
        == "cudnnCreate of cuDNN failed with 1001, CUDNN_STATUS_NOT_INITIALIZED: no reason given. Run "
        + "'convolume check', or compute on the CPU with CONVOLUME_DEVICE=cpu.")
    #expect(
      sentence(
        .failed(
          call: "cuInit", library: .driver, code: 803, name: "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
          reason: "system has unsupported display driver / cuda driver combination")
      ).hasSuffix(" Driver and CUDA do not fit; update the driver."))
    #expect(
      sentence(
        .failed(
          call: "cuInit", library: .driver, code: 46, name: "CUDA_ERROR_DEVICE_UNAVAILABLE",
          reason: "CUDA-capable device(s) is/are busy or unavailable")
      ).hasSuffix(
        " Another program holds the card, or it is not ready yet; try again, or look at nvidia-smi."
      ))
  }

  @Test func `memory that does not suffice is reported in MiB`() {
    #expect(
      sentence(.outOfMemory(requested: (3 << 20) + 1, free: 2 << 20, total: 100 << 20))
        == "The card has no room for 4 MiB: 2 of 100 MiB are free. Use a smaller batch, or end other "
        + "programs that use the card (nvidia-smi lists them).")
  }

  @Test func `mistakes in kernels are reported with their file`() {
    #expect(
      sentence(
        .doesNotCompile(
          file: "Pooling.cu", architecture: "sm_90a", log: "Pooling.cu(3): error: expected a \";\"")
      )
        == "Kernels/Pooling.cu does not compile for sm_90a. NVRTC says:\n"
        + "Pooling.cu(3): error: expected a \";\"")
    #expect(
      sentence(.unknownSource("Poling", known: ["Batches.cu", "Pooling.cu"]))
        == "There is no file Kernels/Poling.cu among Batches.cu, Pooling.cu. Add it to "
        + "Sources/Engine/CUDAKernels/KernelTexts.c.")
    #expect(
      sentence(.unknownKernel("maximum", source: "Pooling"))
        == "Kernels/Pooling.cu has no kernel 'maximum'. Check its name, and that it is extern \"C\"."
    )
    #expect(
      sentence(.tooMuchSharedMemory(kernel: "maximum", requested: 300_000, limit: 232_448))
        == "The kernel 'maximum' asks for 300000 bytes of shared memory, a block of this card has at "
        + "most 232448. Divide its work into smaller blocks.")
  }

  @Test func `what the libraries cannot compute is reported with its shape`() {
    let convolution = DeviceConvolution(
      images: 64, channels: 3, height: 224, width: 224, filters: 96, kernel: 11, stride: 4, top: 2,
      left: 2, outputHeight: 55, outputWidth: 55, isChannelsLast: true, precision: .tf32)
    #expect(
      sentence(.noConvolutionAlgorithm(.weightGradient, convolution, limit: 256 << 20))
        == "cuDNN has no algorithm with equal bits at each run, within 256 MiB, for the gradient of the "
        + "filters of a convolution of [64, 3, 224, 224] with 96 filters of 11 × 11 to [64, 96, 55, 55] "
        + "(stride 4, dilation 1, padding 2 and 2, groups 1, channels last, tf32). Compute this layer "
        + "with an own kernel.")
    #expect(
      sentence(.noProductAlgorithm(rows: 2, columns: 3, depth: 4))
        == "cuBLASLt has no algorithm for the product of [2, 4] and [4, 3]. Check that addresses and "
        + "strides are multiples of 4 bytes.")
  }

  @Test func `misuse of graphs and processes is reported`() {
    #expect(
      sentence(.foreignGraph)
        == "This graph was captured by another GPU. Capture it again with this one.")
    #expect(
      sentence(.forked)
        == "This process was forked from one that uses the card, and cannot use it too. Open the card "
        + "after the fork, or compute on the CPU with CONVOLUME_DEVICE=cpu.")
  }
}
