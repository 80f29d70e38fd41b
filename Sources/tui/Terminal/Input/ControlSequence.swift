/// One whole `CSI … final`.
struct ControlSequence {
    let final: UInt8
    /// `<`, `=`, `>` or `?` where the body begins with one, or an intermediate byte.
    private var marker: UInt8?
    private var parameters: [Int?] = []
    /// What stands behind a colon in the parameter of that index.
    private var subparameters: [Int: Int] = [:]

    init(body: ArraySlice<UInt8>, final: UInt8) {
        self.final = final
        var number: Int?
        var inSubparameter = false
        func digit(_ byte: UInt8) {
            number = min((number ?? 0) * 10 + Int(byte - 0x30), 0x7FFF_FFFF)
        }
        for byte in body {
            switch byte {
            case 0x30...0x39: digit(byte)
            case UInt8(ascii: ":"):
                if inSubparameter {
                    subparameters[parameters.count - 1] = number
                } else {
                    parameters.append(number)
                }
                inSubparameter = true
                number = nil
            case UInt8(ascii: ";"):
                if inSubparameter {
                    subparameters[parameters.count - 1] = number
                } else {
                    parameters.append(number)
                }
                inSubparameter = false
                number = nil
            default: marker = byte
            }
        }
        if inSubparameter {
            subparameters[parameters.count - 1] = number
        } else {
            parameters.append(number)
        }
    }

    var isPasteBegin: Bool { final == UInt8(ascii: "~") && marker == nil && parameters == [200] }

    /// Nil for what is no input, such as a reply nobody asked for.
    var event: InputEvent? {
        if marker == UInt8(ascii: "<") { return mouse }
        guard marker == nil else { return nil }
        switch Unicode.Scalar(final) {
        case "I" where parameters == [nil]: return .focus(true)
        case "O" where parameters == [nil]: return .focus(false)
        case "~": return tilde
        case "u": return unicode(parameters[0], at: 1)
        case "Z": return .key(Key(.tab, modifiers(at: 1).union(.shift)))
        default:
            // A first parameter other than 1 makes `R` a cursor report.
            guard let code = KeyTable.cursor(final), (parameters[0] ?? 1) == 1, !isRelease(at: 1)
            else { return nil }
            return .key(Key(code, modifiers(at: 1)))
        }
    }

    private var tilde: InputEvent? {
        guard let number = parameters[0], !isRelease(at: 1) else { return nil }
        if number == 27, parameters.count == 3 {
            return parameters[2].flatMap { KeyTable.unicode($0, modifiers(at: 1)) }.map { .key($0) }
        }
        return KeyTable.tilde(number).map { .key(Key($0, modifiers(at: 1))) }
    }

    private func unicode(_ number: Int?, at index: Int) -> InputEvent? {
        guard let number, !isRelease(at: index) else { return nil }
        return KeyTable.unicode(number, modifiers(at: index)).map { .key($0) }
    }

    private var mouse: InputEvent? {
        guard parameters.count == 3, let button = parameters[0], let column = parameters[1],
            let row = parameters[2], final == UInt8(ascii: "M") || final == UInt8(ascii: "m")
        else { return nil }
        return MouseReport.decode([button, column, row], isRelease: final == UInt8(ascii: "m"))
            .map { .mouse($0) }
    }

    private func modifiers(at index: Int) -> Key.Modifiers {
        KeyTable.modifiers(index < parameters.count ? parameters[index] : nil)
    }

    /// kitty's event type 3.
    private func isRelease(at index: Int) -> Bool { subparameters[index] == 3 }
}
