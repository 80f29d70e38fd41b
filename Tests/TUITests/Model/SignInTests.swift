import ChatBase
import Testing

@testable import tui

@Suite struct SignInTests {
    private func fresh(columns: Int = 80, rows: Int = 24) -> Stage {
        var stage = Stage(columns: columns, rows: rows)
        stage.send(.signInNeeded(server: "", user: "", reason: nil))
        stage.effects = []
        return stage
    }

    private func filled() -> Stage {
        var stage = fresh()
        stage.say("chat.example.org")
        stage.press(.enter)
        stage.say("alice")
        stage.say("tulip-garden")
        return stage
    }

    @Test func fourEntersSignIn() {
        let stage = filled()
        #expect(
            stage.effects == [
                .signIn(
                    SignInRequest(
                        server: "chat.example.org", registers: false, user: "alice",
                        password: "tulip-garden", invite: "", pin: nil))
            ])
        #expect(stage.screen.contains("Connecting…"))
    }

    @Test func thePasswordIsNeverShown() {
        let stage = filled()
        #expect(!stage.screen.contains("tulip"))
        #expect(stage.screen.contains("••••••••••••"))
    }

    @Test func registeringAsksForAnInvitation() {
        var stage = fresh()
        stage.say("chat.example.org")
        stage.press(.right)
        stage.press(.enter)
        stage.say("carol")
        stage.say("tulip-garden")
        #expect(stage.effects.isEmpty)
        #expect(stage.screen.contains("Invitation"))
        stage.say("code1")
        guard case .signIn(let request)? = stage.effects.first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(request.registers && request.invite == "code1")
    }

    @Test func whatIsMissingIsNamed() {
        var stage = fresh()
        for _ in 0..<4 { stage.press(.enter) }
        #expect(stage.effects.isEmpty)
        #expect(stage.screen.contains("Server is still empty."))
    }

    @Test func anUnknownCertificateIsShownBeforeAnythingIsSentAgain() {
        var stage = filled()
        stage.effects = []
        stage.send(.certificateUnknown(fingerprint: "aabbccdd", changed: false))
        #expect(stage.screen.contains("aabb ccdd"))
        stage.press(.enter)
        #expect(stage.effects.isEmpty)
        stage.press("y")
        guard case .signIn(let request)? = stage.effects.first else {
            Issue.record("nothing was asked")
            return
        }
        #expect(request.pin == "aabbccdd")
    }

    @Test func refusingTheCertificateSendsNothing() {
        var stage = filled()
        stage.effects = []
        stage.send(.certificateUnknown(fingerprint: "aabbccdd", changed: false))
        stage.press("n")
        #expect(stage.effects.isEmpty)
        #expect(stage.screen.contains("not accepted"))
    }

    @Test func aFailureIsShownAndTheFormIsThereAgain() {
        var stage = filled()
        stage.send(.signInFailed("Wrong name or password."))
        #expect(stage.screen.contains("Wrong name or password."))
        stage.effects = []
        stage.press(.enter)
        #expect(stage.effects.count == 1)
    }

    @Test(arguments: [(20, 5), (40, 10), (1, 1), (8, 3)])
    func itFitsAnyScreen(columns: Int, rows: Int) {
        var stage = fresh(columns: columns, rows: rows)
        if columns >= 20 { #expect(stage.screen.contains("Server")) }
        stage.send(
            .certificateUnknown(fingerprint: String(repeating: "ab", count: 32), changed: true))
        if columns >= 20 { #expect(stage.screen.contains("Trust it?")) }
    }
}
