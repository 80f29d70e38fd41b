/// Turns the terminal's bytes into keys, pastes, mouse and focus events: UTF-8, CSI, SS3,
/// CSI u, modifyOtherKeys, SGR mouse and bracketed paste. It asks the terminal nothing, so
/// it expects no replies; what it doesn't know it skips, and it holds a bounded amount.
struct InputDecoder: Sendable {
    /// What the bytes so far may yet become.
    enum Waiting: Sendable { case nothing, escape, paste }

    /// More of one paste is cut.
    static let pasteLimit = 1 << 20
    /// A longer control sequence is noise.
    static let sequenceLimit = 128

    private var pending: [UInt8] = []
    private var start = 0
    private var paste: PasteBuffer?
    /// The wait is over: an ESC is a key of its own.
    private var isFlushing = false

    init() {}

    /// After a while without bytes (longer over a network), call `flush`.
    var waiting: Waiting {
        if paste != nil { return .paste }
        return start < pending.count ? .escape : .nothing
    }

    mutating func feed(_ bytes: some Collection<UInt8>) {
        pending.append(contentsOf: bytes)
        isFlushing = false
    }

    /// Nothing more is coming for now: what is incomplete is decided.
    mutating func flush() { isFlushing = true }

    /// The next event, or nil when the rest is incomplete.
    mutating func next() -> InputEvent? {
        while true {
            if paste != nil {
                guard let event = takePaste() else { return nil }
                return event
            }
            guard start < pending.count else {
                compact()
                return nil
            }
            switch parse() {
            case .event(let event, let count):
                start += count
                return event
            case .skip(let count):
                start += count
            case .beginPaste(let count):
                start += count
                paste = PasteBuffer()
            case .incomplete:
                compact()
                return nil
            }
        }
    }

    private mutating func compact() {
        pending.removeFirst(start)
        start = 0
    }

    private mutating func takePaste() -> InputEvent? {
        let isOver = paste!.take(pending, &start)
        guard isOver || isFlushing else {
            compact()
            return nil
        }
        let event = InputEvent.paste(paste!.text, isTruncated: paste!.isTruncated)
        paste = nil
        return event
    }

    // MARK: Parsing

    enum Step {
        case event(InputEvent, Int)
        case skip(Int)
        case beginPaste(Int)
        case incomplete

        static func key(_ code: Key.Code, _ modifiers: Key.Modifiers = [], _ count: Int) -> Step {
            .event(.key(Key(code, modifiers)), count)
        }
    }

    private func parse() -> Step {
        let byte = pending[start]
        if byte == 0x1B { return parseEscape() }
        if let (code, modifiers) = KeyTable.control(byte) { return .key(code, modifiers, 1) }
        return parseCharacter(at: start, modifiers: [])
    }

    private func parseCharacter(at index: Int, modifiers: Key.Modifiers) -> Step {
        let before = index - start
        switch UTF8Scanner.scan(pending[index...]) {
        case .scalar(let scalar, let count):
            if (0x80..<0xA0).contains(scalar.value) { return .skip(before + count) }
            return .key(.character(Character(scalar)), modifiers, before + count)
        case .invalid: return .key(.character("\u{FFFD}"), modifiers, before + 1)
        case .incomplete:
            return isFlushing ? .key(.character("\u{FFFD}"), modifiers, before + 1) : .incomplete
        }
    }

    private func parseEscape() -> Step {
        guard start + 1 < pending.count else {
            return isFlushing ? .key(.escape, [], 1) : .incomplete
        }
        let byte = pending[start + 1]
        switch byte {
        case UInt8(ascii: "["): return parseSequence(after: 2, modifiers: [])
        case UInt8(ascii: "O"): return parseSS3(after: 2, modifiers: [])
        case 0x1B: return parseEscapeTwice()
        default:
            if let (code, modifiers) = KeyTable.control(byte) {
                return .key(code, modifiers.union(.alt), 2)
            }
            return parseCharacter(at: start + 1, modifiers: .alt)
        }
    }

    /// Some terminals send Alt with a function key as an ESC before its sequence.
    private func parseEscapeTwice() -> Step {
        guard start + 2 < pending.count else {
            return isFlushing ? .key(.escape, [], 1) : .incomplete
        }
        let step: Step
        switch pending[start + 2] {
        case UInt8(ascii: "["): step = parseSequence(after: 3, modifiers: .alt)
        case UInt8(ascii: "O"): step = parseSS3(after: 3, modifiers: .alt)
        default: return .key(.escape, [], 1)
        }
        if case .event(.key, _) = step { return step }
        if case .incomplete = step { return step }
        return .key(.escape, [], 1)
    }

    private func parseSS3(after offset: Int, modifiers: Key.Modifiers) -> Step {
        var index = start + offset
        var parameter: UInt8?
        while index < pending.count, (0x30...0x39).contains(pending[index]), parameter == nil {
            parameter = pending[index] - 0x30
            index += 1
        }
        let alone = Step.key(.character("O"), .alt, 2)
        guard index < pending.count else { return isFlushing ? alone : .incomplete }
        guard let code = KeyTable.ss3(pending[index]) else { return alone }
        let all = modifiers.union(KeyTable.modifiers(parameter.map(Int.init)))
        return .key(code, all, index + 1 - start)
    }

    private func parseSequence(after offset: Int, modifiers: Key.Modifiers) -> Step {
        var index = start + offset
        while index < pending.count {
            let byte = pending[index]
            let length = index + 1 - start
            switch byte {
            case 0x20...0x3F:
                if length > Self.sequenceLimit { return .skip(length) }
            case 0x40...0x7E:
                return finish(index, offset: offset, modifiers: modifiers)
            default:
                // A control cuts a sequence off; what follows is read anew.
                return .skip(length - 1)
            }
            index += 1
        }
        guard isFlushing else { return .incomplete }
        return index == start + 2 ? .key(.character("["), .alt, 2) : .skip(index - start)
    }

    private func finish(_ index: Int, offset: Int, modifiers: Key.Modifiers) -> Step {
        let body = pending[(start + offset)..<index]
        let length = index + 1 - start
        if pending[index] == UInt8(ascii: "M"), body.isEmpty {
            // The old mouse report: three bytes behind the sequence.
            guard index + 3 < pending.count else { return isFlushing ? .skip(length) : .incomplete }
            let values = pending[(index + 1)...(index + 3)].map { Int($0) - 32 }
            guard let mouse = MouseReport.decode(values, isRelease: values[0] & 3 == 3) else {
                return .skip(length + 3)
            }
            return .event(.mouse(mouse), length + 3)
        }
        let sequence = ControlSequence(body: body, final: pending[index])
        if sequence.isPasteBegin { return .beginPaste(length) }
        guard var event = sequence.event else { return .skip(length) }
        if case .key(var key) = event {
            key.modifiers.formUnion(modifiers)
            event = .key(key)
        }
        return .event(event, length)
    }
}
