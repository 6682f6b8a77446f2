/// The types of layers, in the order in which the schema and errors name them. A new type is added
/// here, in one line.
let layerTypes: [any LayerType.Type] = [
  Conv2dConfiguration.self,
  LinearConfiguration.self,
  MaxPool2dConfiguration.self,
  AvgPool2dConfiguration.self,
  FlattenConfiguration.self,
  ReluConfiguration.self,
  TanhConfiguration.self,
  SigmoidConfiguration.self,
  SoftmaxConfiguration.self,
  DropoutConfiguration.self,
  BatchNormConfiguration.self,
  LayerNormConfiguration.self,
  GroupNormConfiguration.self,
  Conv1dConfiguration.self,
  MaxPool1dConfiguration.self,
  AvgPool1dConfiguration.self,
  AdaptiveAvgPool2dConfiguration.self,
  AddConfiguration.self,
  ConcatConfiguration.self,
  MultiplyConfiguration.self,
]
