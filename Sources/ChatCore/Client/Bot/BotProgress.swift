/// How far a bot is through its events, while it handles several at once: the resume point
/// never passes one that is not dealt with.
struct BotProgress: Sendable {
    /// Everything before it is dealt with; nil until the server has named a place.
    private(set) var point: ResumePoint?

    private var entries: [(event: ChatEvent, isDone: Bool)] = []
    private var firstTicket = 0

    init(from point: ResumePoint?) { self.point = point }

    /// An event was read; its ticket is to be given to `finish` once.
    mutating func begin(_ event: ChatEvent) -> Int {
        entries.append((event, false))
        return firstTicket + entries.count - 1
    }

    /// The event is dealt with.
    /// - Returns: whether the point should be kept now: nothing is under way, or the
    ///   server has named another place.
    mutating func finish(_ ticket: Int) -> Bool {
        entries[ticket - firstTicket].isDone = true
        var count = 0
        var isNewPlace = false
        while count < entries.count, entries[count].isDone {
            let event = entries[count].event
            if case .cursor(let cursor) = event.payload {
                point = ResumePoint(cursor: cursor)
                isNewPlace = true
            } else {
                point?.record(event)
            }
            count += 1
        }
        entries.removeFirst(count)
        firstTicket += count
        return point != nil && (isNewPlace || (count > 0 && entries.isEmpty))
    }
}
