import NeuralNetworks
import Testing

@Suite struct ModelSummaryTests {
  @Test func `LeNet-5 has 61,706 parameters and costs 416,520 multiplications`() {
    let summary = Sequential.leNet5().summary(input: [1, 28, 28])
    #expect(summary.parameters == 61_706)
    #expect(summary.multiplyAccumulates == 416_520)
    let weighted = ["C1", "S2", "C3", "S4", "C5"].map { name in
      summary.rows.first { $0.name == name }
    }
    #expect(weighted.map { $0?.receptiveField } == [5, 6, 14, 16, 32])
    #expect(weighted.map { $0?.parameters } == [156, 0, 2416, 0, 48_120])
    #expect(weighted[0]?.outputShape == [6, 28, 28])
    #expect(weighted[0]?.activationBytes == 4 * 6 * 28 * 28)
    #expect(
      summary.rows.map { $0.activationBytes / 4 }
        == [4704, 4704, 1176, 1600, 1600, 400, 400, 120, 120, 84, 84, 10])
    #expect(summary.activationBytes == 60_008)
  }

  @Test func `AlexNet in one piece and in two groups, as published`() {
    let one = Sequential.alexNet2012(groups: 1).summary(input: [3, 227, 227])
    let two = Sequential.alexNet2012(groups: 2).summary(input: [3, 227, 227])
    #expect(one.parameters == 62_378_344)
    #expect(one.multiplyAccumulates == 1_135_256_096)
    #expect(two.parameters == 60_965_224)
    #expect(two.multiplyAccumulates == 724_406_816)
    // As PyTorch's own layers make them, the 23 outputs of one image; groups change nothing there.
    #expect(one.activationBytes == 7_758_240)
    #expect(two.activationBytes == 7_758_240)
    // Araujo, Norris and Sim, Computing Receptive Fields of Convolutional Neural Networks, 2019:
    // AlexNet's last pooling sees 195 pixels.
    let windows = one.rows.filter { $0.kind == "Conv2D" || $0.kind == "MaxPool2D" }
    #expect(windows.map(\.receptiveField) == [11, 19, 51, 67, 99, 131, 163, 195])
  }

  @Test func `counts what layers of one kind cost`() {
    let summary = Sequential.leNet5().summary(input: [1, 28, 28])
    // LeCun et al. 1998: C5 has 48,120 and F6 10,164 of them; the output layer 84 · 10 + 10.
    #expect(summary.parameters(of: Linear.self) == 48_120 + 10_164 + 850)
    #expect(summary.parameters(of: Conv2D.self) == 156 + 2_416)
    #expect(summary.parameters(of: MaxPool2D.self) == 0)
    #expect(
      summary.multiplyAccumulates(of: Conv2D.self) + summary.multiplyAccumulates(of: Linear.self)
        == 416_520)
    #expect(summary.multiplyAccumulates(of: Conv2D.self) == 28 * 28 * 6 * 25 + 240_000)
  }

  @Test func `prints a table with totals`() {
    let table = Sequential.leNet5().summary(input: [1, 28, 28]).description
    #expect(table.hasPrefix("layer      output    parameters     MACs  memory  field\n"))
    #expect(table.contains("C3         16×10×10       2,416  240,000    6 kB     14\n"))
    #expect(table.contains("total                    61,706  416,520   60 kB"))
  }
}
