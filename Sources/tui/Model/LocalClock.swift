import ChatBase

/// Wall time as the user's clock shows it.
struct LocalClock: Sendable {
    /// Seconds east of Greenwich at that time.
    var offset: @Sendable (WallTime) -> Int = { _ in 0 }

    /// Days since 1970-01-01.
    func day(of time: WallTime) -> Int64 {
        let local = seconds(of: time)
        return local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400)
    }

    /// `14:05`, or `2:05p` with twelve hours.
    func time(of time: WallTime, twelveHours: Bool) -> String {
        let inDay = seconds(of: time) - day(of: time) * 86_400
        let hour = Int(inDay / 3600)
        let minute = Int(inDay / 60 % 60)
        let minutes = (minute < 10 ? "0" : "") + String(minute)
        if twelveHours {
            return "\(hour % 12 == 0 ? 12 : hour % 12):\(minutes)\(hour < 12 ? "a" : "p")"
        }
        return (hour < 10 ? "0" : "") + "\(hour):\(minutes)"
    }

    /// `Tuesday, 24 November 2026`
    static func date(of day: Int64) -> String {
        let names = [
            "Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday",
        ]
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August",
            "September", "October", "November", "December",
        ]
        let civil = WallTime.civil(days: day)
        let weekday = names[Int((day % 7 + 7) % 7)]
        return "\(weekday), \(civil.day) \(months[Int(civil.month - 1)]) \(civil.year)"
    }

    private func seconds(of time: WallTime) -> Int64 {
        time.milliseconds / 1000 + Int64(offset(time))
    }
}
