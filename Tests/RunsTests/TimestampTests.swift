import Runs
import Testing

struct TimestampTests {
  @Test(arguments: [
    (0, "1970-01-01T00:00:00.000Z"), (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_795_430_518_250, "2026-11-23T10:41:58.250Z"), (-1, "1969-12-31T23:59:59.999Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ])
  func `time is written and read as ISO 8601`(milliseconds: Int, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test
  func `whole seconds are read too, and people read a space and UTC`() {
    let time = Timestamp(iso8601: "2026-11-23T10:41:58Z")
    #expect(time?.milliseconds == 1_795_430_518_000)
    #expect(time?.printed == "2026-11-23 10:41:58 UTC")
    #expect(time?.iso8601Seconds == "2026-11-23T10:41:58Z")
  }

  @Test(arguments: [
    (Int.max, 0, "9999-12-31T23:59:59.999Z"), (Int.min, 0, "0000-01-01T00:00:00.000Z"),
    (253_402_300_800, 0, "9999-12-31T23:59:59.999Z"),
    (-62_167_219_201, 0, "0000-01-01T00:00:00.000Z"),
    (1 << 53, 999_999_999, "9999-12-31T23:59:59.999Z"),
    (0, 250_999_999, "1970-01-01T00:00:00.250Z"),
  ])
  func `whatever a clock says can be written and read again`(
    seconds: Int, nanoseconds: Int, text: String
  ) {
    let time = Timestamp(seconds: seconds, nanoseconds: nanoseconds)
    #expect(time.iso8601 == text)
    #expect(Timestamp(iso8601: text) == time)
    #expect(Timestamp(milliseconds: .min).iso8601 == "0000-01-01T00:00:00.000Z")
  }

  @Test(arguments: [
    "", "2026-11-23", "2026-11-23T10:41:58", "2026-13-23T10:41:58Z", "2026-11-23T24:41:58Z",
    "2026-11-23 10:41:58Z", "2026-11-23T10:41:5xZ", "2026-11-23T10:41:58.25Z",
    "2026-02-29T10:41:58Z", "2100-02-29T10:41:58Z", "2026-04-31T10:41:58Z", "2026-02-31T10:41:58Z",
  ])
  func `text that is no such time is refused`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }
}
