import Files
import Runs
import Testing

struct DigestChainTests {
  private let key = SHA256.hash(Array("key".utf8))

  @Test func `a link is the SHA-256 of the link before, eight bytes of the weights and the epoch`()
  {
    var chain = DigestChain(runKey: key)
    let isAdded = chain.append(weights: "0123456789abcdef" + "ff", epoch: 258)
    #expect(isAdded)
    let bytes: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 2, 1, 0, 0, 0, 0, 0, 0]
    #expect(chain.head == SHA256.hash(key.bytes + bytes))
  }

  @Test(arguments: ["", "0123456789abcde", "0123456789abcdeg", "+123456789abcdef"])
  func `other texts are no digest`(text: String) {
    var chain = DigestChain(runKey: key)
    let isAdded = chain.append(weights: text, epoch: 1)
    #expect(!isAdded && chain.head == key)
  }
}
