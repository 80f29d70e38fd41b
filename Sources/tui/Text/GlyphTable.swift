/// The clusters of a grid that are more than one scalar.
struct GlyphTable: Sendable {
    private(set) var generation = 0
    private var clusters: [[Unicode.Scalar]] = []
    private var ids: [[Unicode.Scalar]: UInt32] = [:]

    /// A base and this many marks: what one curses cell can hold.
    static let maximumMarks = 4
    private static let trimmingSize = 8192

    subscript(glyph: UInt32) -> String {
        if glyph < Cell.firstCluster { return String(Unicode.Scalar(glyph) ?? "\u{FFFD}") }
        var text = ""
        text.unicodeScalars.append(contentsOf: clusters[Int(glyph - Cell.firstCluster)])
        return text
    }

    /// The scalar itself, or a replacement for what must not reach a terminal alone.
    static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.value < 0x7F { return scalar.value < 0x20 ? "\u{FFFD}" : scalar }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .nonspacingMark,
            .enclosingMark:
            return "\u{FFFD}"
        default: return TextWidth.of(scalar) == 0 ? "\u{FFFD}" : scalar
        }
    }

    /// The cells that show a cluster: one for each scalar that takes a column, together
    /// with the marks on it.
    mutating func parts(of scalars: Character.UnicodeScalarView) -> [(glyph: UInt32, width: Int)] {
        if Emoji.isSequence(scalars) {
            return Emoji.base(scalars).map { ($0.value, TextWidth.of($0)) }
        }
        var parts: [(glyph: UInt32, width: Int)] = []
        var pending: [Unicode.Scalar] = []
        for scalar in scalars {
            if pending.isEmpty {
                pending = [Self.visible(scalar)]
            } else if TextWidth.of(scalar) > 0 {
                parts.append((intern(pending), TextWidth.of(pending[0])))
                pending = [Self.visible(scalar)]
            } else if pending.count <= Self.maximumMarks, Self.isMark(scalar) {
                pending.append(scalar)
            }
        }
        parts.append((intern(pending), TextWidth.of(pending[0])))
        return parts
    }

    /// Forgets everything once there is much of it. Only before a new frame.
    mutating func trim() {
        guard clusters.count > Self.trimmingSize else { return }
        clusters.removeAll()
        ids.removeAll()
        generation += 1
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: !(0xFE00...0xFE0F).contains(scalar.value)
        // Hangul vowels and finals join the initial before them.
        case .otherLetter: (0x1160...0x11FF).contains(scalar.value)
        default: false
        }
    }

    private mutating func intern(_ cluster: [Unicode.Scalar]) -> UInt32 {
        if cluster.count == 1 { return cluster[0].value }
        if let id = ids[cluster] { return id }
        let id = Cell.firstCluster + UInt32(clusters.count)
        clusters.append(cluster)
        ids[cluster] = id
        return id
    }
}
