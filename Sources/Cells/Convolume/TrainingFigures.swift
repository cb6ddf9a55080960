import NeuralNetworks
import Plots

extension History {
  /// Loss and accuracy over the epochs, side by side, of training and of validation.
  public func curves() -> SmallMultiples {
    SmallMultiples(columns: 2, sharing: .x) {
      Panel("Loss") { lossPlot() }
      Panel("Accuracy") { accuracyPlot() }
    }
  }

  /// The mean loss of each epoch, of training and of validation.
  public func lossPlot(_ title: String? = nil) -> Plot {
    plot(title, training: epochs.map(\.trainingLoss), validation: epochs.map(\.validationLoss))
      .yAxis("loss (nats)")
  }

  /// The accuracy of each epoch, of training and of validation.
  public func accuracyPlot(_ title: String? = nil) -> Plot {
    plot(
      title, training: epochs.map(\.trainingAccuracy), validation: epochs.map(\.validationAccuracy)
    )
    .yAxis("accuracy", format: .percent)
  }

  private func plot(_ title: String?, training: [Double], validation: [Double?]) -> Plot {
    let numbers = epochs.map(\.epoch)
    let validation = validation.compactMap(\.self)
    return Plot(title) {
      Line(x: numbers, y: training, name: "training")
      if validation.count == numbers.count {
        Line(x: numbers, y: validation, name: "validation", pattern: .dashed)
      }
    }
    .xAxis("epoch", format: .integer)
  }
}

extension ConfusionMatrix {
  /// The matrix with its counts, and each count's share of its row.
  ///
  /// - Parameters:
  ///   - names: The classes' names; empty for numbers from 0.
  ///   - title: A heading.
  /// - Returns: One row a true class, one column a predicted class.
  public func plot(classes names: [String] = [], _ title: String? = nil) -> MatrixPlot {
    MatrixPlot(title, confusion: counts, labels: names)
  }
}
