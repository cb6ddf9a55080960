import Tensors
import Testing

/// The tests of layers and networks, with the kernels of each set of instructions in turn.
///
/// All sets are tested that this processor has. A set is the whole process's: each test runs in a child.
@Suite struct EveryInstructionSetTests {
  @Test func `interleaved networks compute what their layers compute`() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.available {
        InstructionSet.current = set
        let tests = CPUNetworkTests()
        for testCase in CPUNetworkTests.Case.allCases {
          tests.`scores are those of the layers one by one`(testCase: testCase, batch: 37)
          try tests.`gradients are those of the layers one by one`(testCase: testCase, batch: 37)
        }
      }
    }
  }

  @Test func `layers, losses and optimizers are PyTorch's`() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.available {
        InstructionSet.current = set
        let tests = GoldenTests()
        try tests.`every layer's output and gradients are PyTorch's`()
        try tests.`losses and their gradients are PyTorch's`()
        try tests.`optimizers move as PyTorch's do`()
      }
    }
  }

  @Test func `networks learn as PyTorch's do`() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.available {
        InstructionSet.current = set
        let tests = GoldenRunTests()
        try tests.`networks of every kind learn as PyTorch's do`()
        try tests.`ten steps of LeNet-5 are PyTorch's`()
      }
    }
  }
}
