/// The styles of a grid. Style 0 is the plain one.
struct StyleTable: Sendable {
    private(set) var generation = 0
    private var styles: [Style] = [.plain]
    private var ids: [Style: UInt16] = [.plain: 0]
    private var last: (style: Style, id: UInt16) = (.plain, 0)

    private static let trimmingSize = 16384
    private static let maximum = Int(UInt16.max)

    subscript(id: UInt16) -> Style { styles[Int(id)] }

    /// Past 65,535 styles in one frame the rest is plain.
    mutating func intern(_ style: Style) -> UInt16 {
        if style == last.style { return last.id }
        let id: UInt16
        if let known = ids[style] {
            id = known
        } else if styles.count < Self.maximum {
            id = UInt16(styles.count)
            styles.append(style)
            ids[style] = id
        } else {
            id = 0
        }
        last = (style, id)
        return id
    }

    /// Forgets everything once there is much of it (each link is a style). Only before a
    /// new frame.
    mutating func trim() {
        guard styles.count > Self.trimmingSize else { return }
        styles = [.plain]
        ids = [.plain: 0]
        last = (.plain, 0)
        generation += 1
    }
}
