/// The measured time of a network's training steps, by layer.
///
/// Both step times are those of the fastest of many turns, which other programs disturbed least.
package struct StepProfile: Hashable, Sendable {
  package let architecture: [LayerConfiguration]
  package let input: Shape
  package let threads: Int
  /// The instruction set of the kernels.
  package let isa: String
  /// Examples a step.
  package let batch: Int
  /// One entry a layer, of one step.
  package let work: [LayerWork]
  /// Seconds of one step, added up over threads.
  package let times: NetworkTimes
  /// Wall seconds of a step while the threads took these times.
  package let timedStep: Double
  /// Wall seconds of a step of the same network while no thread took any.
  package let plainStep: Double

  package init(
    architecture: [LayerConfiguration], input: Shape, threads: Int, isa: String, batch: Int,
    work: [LayerWork], times: NetworkTimes, timedStep: Double, plainStep: Double
  ) {
    self.architecture = architecture
    self.input = input
    self.threads = threads
    self.isa = isa
    self.batch = batch
    self.work = work
    self.times = times
    self.timedStep = timedStep
    self.plainStep = plainStep
  }
}
