import Dispatch

/// What a layer does in a step.
package enum LayerPhase: Int, Sendable, CaseIterable {
  case forward
  /// Gradient of the input; of an activation, in place.
  case inputGradient
  /// What the groups know of it, and its sum over the batch.
  case weightGradient
  /// The optimizer's move, and packing.
  case update
}

/// What a step does outside its layers.
package enum StepPhase: Int, Sendable, CaseIterable {
  /// Examples into the first activations, with their augmentation.
  case gather
  /// Targets, losses, predictions, and the gradient of the output.
  case loss
  /// The norm of the whole gradient, and what it is scaled by.
  case clip
}

/// Where the time of one thread goes, by layer and phase.
///
/// It is read once after each piece of work, and what went by since it was read last counts for
/// that piece. What comes between two starts and belongs to none, waiting at joins above all, is
/// not counted. A reading takes about 30 ns.
final class Stopwatch: Sendable {
  /// Nanoseconds: layer by layer its phases, then the step's phases, then the last reading.
  private let times: SharedMemory<UInt64>
  private let layers: Int

  init(layers: Int) {
    self.layers = layers
    times = SharedMemory(
      count: layers * LayerPhase.allCases.count + StepPhase.allCases.count + 1)
  }

  /// Begins a piece of work.
  func start() {
    var times = times.mutableSpan(0..<times.count)
    times[times.count - 1] = DispatchTime.now().uptimeNanoseconds
  }

  /// Ends a layer's piece of work, and begins the next.
  func lap(_ phase: LayerPhase, _ layer: Int) { lap(slot(phase, layer)) }

  /// Ends a piece of work outside the layers, and begins the next.
  func lap(_ phase: StepPhase) { lap(slot(phase)) }

  private func lap(_ slot: Int) {
    var times = times.mutableSpan(0..<times.count)
    let now = DispatchTime.now().uptimeNanoseconds
    times[slot] += now - times[times.count - 1]
    times[times.count - 1] = now
  }

  private func slot(_ phase: LayerPhase, _ layer: Int) -> Int {
    layer * LayerPhase.allCases.count + phase.rawValue
  }

  private func slot(_ phase: StepPhase) -> Int {
    layers * LayerPhase.allCases.count + phase.rawValue
  }

  /// Adds this thread's times to the others', and sets them to 0.
  func take(into sum: inout NetworkTimes) {
    var times = times.mutableSpan(0..<times.count)
    for layer in 0..<layers {
      for phase in LayerPhase.allCases {
        sum.layers[layer][phase] += Double(times[slot(phase, layer)]) * 1e-9
      }
    }
    for phase in StepPhase.allCases {
      sum.outside[phase, default: 0] += Double(times[slot(phase)]) * 1e-9
    }
    for i in times.indices { times[i] = 0 }
  }
}

/// Seconds that the threads worked, added up over threads and steps.
package struct NetworkTimes: Hashable, Sendable {
  /// In the architecture's order.
  package var layers: [LayerTimes]
  package var outside: [StepPhase: Double] = [:]

  package init(layers: [LayerTimes], outside: [StepPhase: Double] = [:]) {
    self.layers = layers
    self.outside = outside
  }
}

/// Seconds of one layer by phase.
package struct LayerTimes: Hashable, Sendable {
  private var seconds: [LayerPhase: Double]

  package init(_ seconds: [LayerPhase: Double] = [:]) {
    self.seconds = seconds
  }

  package subscript(phase: LayerPhase) -> Double {
    get { seconds[phase, default: 0] }
    set { seconds[phase] = newValue }
  }

  package var backward: Double { self[.inputGradient] + self[.weightGradient] }
}

extension Network {
  /// What every thread noted since this was last asked; all 0 if the network is not timed.
  package func takeTimes() -> NetworkTimes {
    var times = NetworkTimes(
      layers: [LayerTimes](repeating: LayerTimes(), count: layerCount))
    for workspace in workspaces { workspace.stopwatch?.take(into: &times) }
    return times
  }
}
