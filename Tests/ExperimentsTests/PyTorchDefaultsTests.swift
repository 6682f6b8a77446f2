import Datasets
import Engine
import Experiments
import JSON
import Testing

struct PyTorchDefaultsTests {
  @Test(
    arguments: [
      (
        #"optimizer={"type":"adam","learning_rate":0.01}"#,
        OptimizerConfiguration.Rule.adam(.init(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)), nil
      ),
      (
        #"optimizer={"type":"adam","learning_rate":0.01,"betas":[0.8,0.99],"eps":0,"clip_norm":2}"#,
        .adam(.init(beta1: 0.8, beta2: 0.99, epsilon: 0)), 2
      ),
      (
        #"optimizer={"type":"adamw","learning_rate":0.01,"clip_norm":null}"#,
        .adamw(.init(weightDecay: 0.01)), nil
      ),
      (
        #"optimizer={"type":"rmsprop","learning_rate":0.01}"#,
        .rmsprop(alpha: 0.99, epsilon: 1e-8, weightDecay: 0, momentum: 0), nil
      ),
      (
        #"optimizer={"type":"sgd","learning_rate":0.01,"clip_norm":0.5}"#,
        .sgd(momentum: 0, nesterov: false, weightDecay: 0), 0.5
      ),
    ] as [(String, OptimizerConfiguration.Rule, Double?)])
  func `optimizers have PyTorch's defaults`(
    setting: String, rule: OptimizerConfiguration.Rule, clipNorm: Double?
  ) throws {
    let optimizer = try resolved(sample(), set: [setting]).optimizer
    #expect(optimizer == OptimizerConfiguration(rule, learningRate: 0.01, clipNorm: clipNorm))
  }

  @Test(arguments: [
    (
      #"schedule={"type":"step","step_size":3}"#,
      ScheduleConfiguration(.step(stepSize: 3, gamma: 0.1))
    ),
    (
      #"schedule={"type":"multi_step","milestones":[3,7]}"#,
      ScheduleConfiguration(.multiStep(milestones: [3, 7], gamma: 0.1))
    ),
    (
      #"schedule={"type":"linear","warmup_steps":2}"#,
      ScheduleConfiguration(.linear(endRate: 0), warmupSteps: 2)
    ),
    (
      #"schedule={"type":"exponential","gamma":0.99,"warmup_steps":4}"#,
      ScheduleConfiguration(.exponential(gamma: 0.99), warmupSteps: 4)
    ),
    (
      #"schedule={"type":"one_cycle","max_rate":0.5}"#,
      ScheduleConfiguration(.oneCycle(maximumRate: 0.5, startFraction: 0.3))
    ),
  ])
  func `schedules have PyTorch's defaults`(
    setting: String, schedule: ScheduleConfiguration
  ) throws {
    #expect(try resolved(sample(), set: [setting]).schedule == schedule)
  }

  @Test(arguments: [
    (#"{"type": "dropout"}"#, LayerConfiguration.dropout(probability: 0.5)),
    (#"{"type": "batch_norm"}"#, .batchNorm(BatchNormConfiguration(epsilon: 1e-5, momentum: 0.1))),
    (
      #"{"type": "batch_norm", "eps": 0.1, "momentum": 1}"#,
      .batchNorm(BatchNormConfiguration(epsilon: 0.1, momentum: 1))
    ),
    (
      #"{"type": "layer_norm"}"#, .layerNorm(LayerNormConfiguration(epsilon: 1e-5, affine: true))
    ),
    (
      #"{"type": "layer_norm", "eps": 0.1, "affine": false}"#,
      .layerNorm(LayerNormConfiguration(epsilon: 0.1, affine: false))
    ),
    (
      #"{"type": "group_norm", "num_groups": 3}"#,
      .groupNorm(GroupNormConfiguration(groups: 3, epsilon: 1e-5, affine: true))
    ),
    (#"{"type": "leaky_relu"}"#, .leakyRelu(negativeSlope: 0.01)),
    (#"{"type": "leaky_relu", "negative_slope": 0.2}"#, .leakyRelu(negativeSlope: 0.2)),
    (#"{"type": "elu"}"#, .elu(alpha: 1)), (#"{"type": "elu", "alpha": 0.5}"#, .elu(alpha: 0.5)),
    (#"{"type": "gelu"}"#, .gelu(.none)),
    (#"{"type": "gelu", "approximate": "tanh"}"#, .gelu(.tanh)),
    (#"{"type": "silu"}"#, .silu), (#"{"type": "hard_swish"}"#, .hardSwish),
  ])
  func `layers have PyTorch's defaults`(text: String, layer: LayerConfiguration) throws {
    #expect(try resolved(sample(), set: ["architecture.1=\(text)"]).architecture[1] == layer)
  }
}
