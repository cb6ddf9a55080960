// What `import Convolume` brings into a cell.
@_exported import CellOutputs
@_exported import Datasets
@_exported import NeuralNetworks
@_exported import Plots
@_exported import Tensors
