import Experiments
import Files
package import JSON

/// The messages of TensorBoard's HParams page (tensorboard/plugins/hparams): the settings of a run,
/// and how it ended.
package enum HyperparameterMessage {
  /// How a run ended; the numbers are those of `Status` in the plugin's api.proto.
  package enum Status: Int {
    case success = 1
    case failure = 2
  }

  /// The settings of a definition, written when a run begins.
  ///
  /// TensorBoard shows runs of one group as one: they differ in nothing but the seed.
  package static func start(
    _ definition: JSONValue, dataSHA256: String, seconds: Double
  ) -> ProtobufMessage {
    message("_hparams_/session_start_info", seconds: seconds) { data in
      data.message(3) { info in
        for leaf in leaves(of: definition) {
          info.message(1) { entry in
            entry.string(1, leaf.path.description)
            entry.message(2, value(leaf.value))
          }
        }
        info.string(4, group(of: definition, dataSHA256: dataSHA256))
        info.double(5, seconds)
      }
    }
  }

  /// Written when a run ends.
  package static func end(_ status: Status, seconds: Double) -> ProtobufMessage {
    message("_hparams_/session_end_info", seconds: seconds) { data in
      data.message(4) { info in
        info.integer(1, status.rawValue)
        info.double(2, seconds)
      }
    }
  }

  /// The name that all seeds of a configuration share.
  package static func group(of definition: JSONValue, dataSHA256: String) -> String {
    var members = definition.object ?? [:]
    for key in ["seed", "description", "$schema"] { members[key] = nil }
    let text = "\(JSONValue.object(members).canonicalText)\n\(dataSHA256)"
    return String(SHA256.hash(Array(text.utf8)).description.prefix(16))
  }

  private static func leaves(of definition: JSONValue) -> [(path: JSONPath, value: JSONValue)] {
    definition.leaves.filter {
      !["$schema", "description"].contains($0.path.description) && !$0.value.isNull
    }
  }

  /// A `google.protobuf.Value`.
  private static func value(_ json: JSONValue) -> ProtobufMessage {
    var message = ProtobufMessage()
    if let number = json.double {
      message.double(2, number)
    } else if let truth = json.bool {
      message.integer(4, truth ? 1 : 0)
    } else {
      message.string(3, json.string ?? json.canonicalText)
    }
    return message
  }

  /// - Parameter write: writes the fields of `HParamsPluginData`.
  private static func message(
    _ tag: String, seconds: Double, _ write: (inout ProtobufMessage) -> Void
  ) -> ProtobufMessage {
    EventMessage.event(seconds: seconds, step: 0) {
      $0.message(5) { summary in
        summary.message(1) { value in
          value.string(1, tag)
          value.message(9) { metadata in
            metadata.message(1) { plugin in
              plugin.string(1, "hparams")
              plugin.message(2, write)
            }
          }
          // The plugin wants a tensor, whatever it is: one zero of type float.
          value.message(8) { tensor in
            tensor.integer(1, 1)
            tensor.message(2) { $0.message(2) { $0.integer(1, 1) } }
            tensor.floats(5, [0])
          }
        }
      }
    }
  }
}
