import Experiments
import Testing

struct NearestNameTests {
  @Test(arguments: [
    ("lr", "learning_rate"), ("LR", "learning_rate"), ("learning_rat", "learning_rate"),
    ("learnign_rate", "learning_rate"), ("momentun", "momentum"), ("nesterow", "nesterov"),
    ("wd", "weight_decay"), ("learn", "learning_rate"), ("x", nil), ("zzzzzz", nil),
  ])
  func `the nearest name is by habit, then by edits, then by its start`(
    name: String, nearest: String?
  ) {
    let names = ["learning_rate", "momentum", "nesterov", "weight_decay"]
    #expect(nearestName(to: name, among: names) == nearest)
  }

  @Test func `a habit counts only where the name is one of those asked for`() {
    #expect(nearestName(to: "lr", among: ["momentum"]) == nil)
    #expect(nearestName(to: "units", among: ["out_channels"]) == "out_channels")
  }
}
