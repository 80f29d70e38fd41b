import ChatBase
import ChatCore

/// The first screen.
extension AppModel {
    mutating func showSignIn(_ server: String, _ user: String, _ reason: String?) -> [Effect] {
        var form = SignInForm()
        form.server.replace(with: server)
        form.user.replace(with: user)
        form.focus = server.isEmpty ? .server : user.isEmpty ? .choice : .password
        form.message = reason
        phase = .signIn(form)
        overlay = nil
        return []
    }

    mutating func signInFailed(_ reason: String) -> [Effect] {
        guard case .signIn(var form) = phase else { return [] }
        form.isBusy = false
        form.certificate = nil
        form.message = reason
        phase = .signIn(form)
        return []
    }

    mutating func askCertificate(_ fingerprint: String, changed: Bool) -> [Effect] {
        guard case .signIn(var form) = phase else {
            link = .offline(
                changed ? "the server's certificate has changed" : "unknown certificate")
            return []
        }
        form.isBusy = false
        form.certificate = .init(fingerprint: fingerprint, changed: changed)
        phase = .signIn(form)
        return []
    }

    mutating func press(
        _ key: Key, _ action: KeyAction?, in form: SignInForm, now: MonotonicTime
    ) -> [Effect] {
        var form = form
        if action == .interrupt {
            if quitArmed != nil || form[form.focus].isEmpty { return quit() }
            quitArmed = now + .seconds(3)
            form[form.focus].clear()
            phase = .signIn(form)
            return []
        }
        guard !form.isBusy else { return [] }
        if form.certificate != nil { return answerCertificate(key, form) }
        var effects: [Effect] = []
        switch (key.code, action) {
        case (.enter, _): effects = advance(&form)
        case (.tab, .complete(forward: true)?), (.down, _): form.move(by: 1)
        case (.tab, _), (.up, _): form.move(by: -1)
        case (.left, _) where form.focus == .choice, (.right, _) where form.focus == .choice,
            (.character(" "), _) where form.focus == .choice:
            form.registers.toggle()
        case (_, .edit(let edit)?):
            if edit != .newline { form[form.focus].apply(edit) }
        case (.character(let character), nil) where key.modifiers.subtracting(.shift).isEmpty:
            form[form.focus].apply(.insert(character))
        default: break
        }
        phase = .signIn(form)
        return effects
    }

    /// Enter: the next field, and from the last one off it goes.
    private func advance(_ form: inout SignInForm) -> [Effect] {
        form.message = nil
        if form.focus != form.fields.last {
            form.move(by: 1)
            return []
        }
        if let missing = form.missing {
            form.focus = missing
            form.message = "\(missing.label) is still empty."
            return []
        }
        form.isBusy = true
        return [.signIn(form.request(pin: nil))]
    }

    private mutating func answerCertificate(_ key: Key, _ form: SignInForm) -> [Effect] {
        var form = form
        guard let certificate = form.certificate else { return [] }
        switch key.code {
        case .character("y"), .character("Y"):
            form.certificate = nil
            form.isBusy = true
            phase = .signIn(form)
            return [.signIn(form.request(pin: certificate.fingerprint))]
        case .character("n"), .character("N"), .escape:
            form.certificate = nil
            form.message = "Not connected: the certificate was not accepted."
            phase = .signIn(form)
        default: break
        }
        return []
    }
}
