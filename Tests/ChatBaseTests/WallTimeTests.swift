import ChatBase
import Testing

struct WallTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000+00:00"),
        (1_767_323_045_678, "2026-01-02T03:04:05.678000+00:00"),
        (951_782_400_000, "2000-02-29T00:00:00.000000+00:00"),
        (-1, "1969-12-31T23:59:59.999000+00:00"),
    ])
    func `times are written with six fraction digits`(_ milliseconds: Int64, _ text: String) {
        let time = WallTime(milliseconds: milliseconds)
        #expect(time.iso8601 == text)
        #expect(WallTime(iso8601: text) == time)
    }

    @Test func `offsets, Z and any fraction are read`() {
        let time = WallTime(milliseconds: 1_767_323_045_000)
        #expect(WallTime(iso8601: "2026-01-02T03:04:05Z") == time)
        #expect(WallTime(iso8601: "2026-01-02T05:04:05.0+02:00") == time)
        #expect(WallTime(iso8601: "2026-01-01T21:34:05.000000001-0530") == time)
    }

    @Test(arguments: [
        "", "2026", "2026-13-01T00:00:00Z", "2026-01-02T03:04:05", "2026-01-02T25:04:05Z",
    ])
    func `what is no time is refused`(_ text: String) {
        #expect(WallTime(iso8601: text) == nil)
    }

    @Test func `every day of four centuries goes there and back`() {
        for day in stride(from: Int64(-60_000), to: 90_000, by: 1) {
            let (year, month, dayOfMonth) = WallTime.civil(days: day)
            #expect(WallTime.days(year: year, month: month, day: dayOfMonth) == day)
        }
    }
}
