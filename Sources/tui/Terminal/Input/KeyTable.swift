/// Which key a code stands for.
enum KeyTable {
    /// The keys that are one control byte.
    static func control(_ byte: UInt8) -> (Key.Code, Key.Modifiers)? {
        switch byte {
        case 0x00: (.character(" "), .control)
        case 0x09: (.tab, [])
        case 0x0D: (.enter, [])
        case 0x7F: (.backspace, [])
        case 0x1B: nil
        case 0x01...0x1A: (.character(Character(Unicode.Scalar(byte + 0x60))), .control)
        case 0x1C...0x1F: (.character(Character(Unicode.Scalar(byte + 0x40))), .control)
        default: nil
        }
    }

    /// The xterm parameter: one more than the bits of Shift, Alt, Control, Super, Hyper, Meta.
    static func modifiers(_ parameter: Int?) -> Key.Modifiers {
        guard let parameter, (2...256).contains(parameter) else { return [] }
        let bits = parameter - 1
        var modifiers = Key.Modifiers(rawValue: UInt8(bits & 0x0F))
        if bits & 0x20 != 0 { modifiers.insert(.alt) }
        return modifiers
    }

    static func ss3(_ final: UInt8) -> Key.Code? {
        switch Unicode.Scalar(final) {
        case "M": .enter
        case "j"..."y": .character(Character(Unicode.Scalar(final - 0x40)))
        default: cursor(final)
        }
    }

    /// The finals that CSI and SS3 share.
    static func cursor(_ final: UInt8) -> Key.Code? {
        switch Unicode.Scalar(final) {
        case "A": .up
        case "B": .down
        case "C": .right
        case "D": .left
        case "F": .end
        case "H": .home
        case "P"..."S": .function(Int(final) - 0x4F)
        default: nil
        }
    }

    /// `CSI number ~`.
    static func tilde(_ number: Int) -> Key.Code? {
        switch number {
        case 1, 7: .home
        case 2: .insert
        case 3: .delete
        case 4, 8: .end
        case 5: .pageUp
        case 6: .pageDown
        case 11...15: .function(number - 10)
        case 17...21: .function(number - 11)
        case 23...26: .function(number - 12)
        case 28, 29: .function(number - 13)
        case 31...34: .function(number - 14)
        default: nil
        }
    }

    /// A key by its Unicode number (CSI u, modifyOtherKeys), or by kitty's private one.
    static func unicode(_ number: Int, _ modifiers: Key.Modifiers) -> Key? {
        switch number {
        case 9: return Key(.tab, modifiers)
        case 13, 57414: return Key(.enter, modifiers)
        case 27: return Key(.escape, modifiers)
        case 8, 127: return Key(.backspace, modifiers)
        case 57399...57408: return Key(.character(Character("\(number - 57399)")), modifiers)
        case 57409...57413:
            let characters: [Character] = [".", "/", "*", "-", "+"]
            return Key(.character(characters[number - 57409]), modifiers)
        case 57417...57426:
            let codes: [Key.Code] = [
                .left, .right, .up, .down, .pageUp, .pageDown, .home, .end, .insert, .delete,
            ]
            return Key(codes[number - 57417], modifiers)
        case 0xE000...0xF8FF: return nil
        default: break
        }
        guard number >= 0x20, !(0x7F..<0xA0).contains(number),
            let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value)
        else { return nil }
        return character(scalar, modifiers)
    }

    private static func character(_ scalar: Unicode.Scalar, _ modifiers: Key.Modifiers) -> Key {
        var modifiers = modifiers
        var text = String(scalar)
        if modifiers.contains(.control) {
            text = text.lowercased()
        } else if modifiers.contains(.shift) {
            // Shift is in the character already, or is put there.
            text = text.uppercased()
            modifiers.remove(.shift)
        }
        return Key(.character(text.count == 1 ? Character(text) : Character(scalar)), modifiers)
    }
}
