// What each layer of the engine is in a plan.

extension Sequential: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    for (index, layer) in layers.enumerated() where !plan.append(layer, at: index) { return false }
    return true
  }
}

extension Residual: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.fork(self, { $0.append(branch, at: 0) }, { $0.append(shortcut, at: 1) })
  }
}

extension Conv2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(
      ConvolutionOperation(
        window: window, groups: groups, paddingMode: paddingMode, hasBias: bias != nil), from: self)
  }
}

extension Linear: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(LinearOperation(hasBias: bias != nil), from: self)
  }
}

extension ReLU: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.activate(.rectifier, from: self)
    return true
  }
}

extension Tanh: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.activate(.tanh, from: self)
    return true
  }
}

extension Sigmoid: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.activate(.sigmoid, from: self)
    return true
  }
}

extension MaxPool2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(PoolingOperation(kind: .maximum, window: window), from: self)
  }
}

extension MinPool2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(PoolingOperation(kind: .minimum, window: window), from: self)
  }
}

extension AveragePool2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(PoolingOperation(kind: .mean, window: window), from: self)
  }
}

extension L2Pool2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(PoolingOperation(kind: .length, window: window), from: self)
  }
}

extension GlobalAveragePool2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(GlobalMeanOperation(), from: self)
  }
}

extension LocalResponseNormalization: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(
      ResponseNormalizationOperation(
        size: size, factor: factor, exponent: exponent, offset: offset), from: self)
  }
}

extension BatchNorm2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(BatchNormalizationOperation(epsilon: epsilon, momentum: momentum), from: self)
  }
}

extension Dropout: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(DropoutOperation(rate: rate), from: self)
  }
}

extension Softmax: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(SoftmaxOperation(), from: self)
  }
}

extension Pad2D: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(PaddingOperation(amount: amount, mode: mode), from: self)
  }
}

extension Flatten: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool {
    plan.add(FlatteningOperation(), from: self)
  }
}

extension Identity: PlannedLayer {
  package func lower(into plan: inout PlanBuilder) -> Bool { true }
}
