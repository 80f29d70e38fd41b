import ChatBase
import ChatCore
import Testing

@testable import tui

/// Sending, unread marks, history, focus.
@Suite struct ChattingTests {
    private func state(_ stage: Stage, _ channel: ChannelID = Stage.welcome) -> ChannelState {
        stage.model.channels[channel]!
    }

    // MARK: The outbox

    @Test func aMessageIsEchoedAndItsEventReplacesTheEcho() {
        var stage = Stage()
        stage.say("hello")
        let pending = state(stage).pending[0]
        #expect(pending.state == .sending)
        #expect(stage.screen.contains("hello (sending)"))
        stage.hear("hello", from: Stage.me, nonce: pending.nonce)
        #expect(state(stage).pending.isEmpty)
        #expect(state(stage).log.count == 1)
        #expect(!stage.screen.contains("sending"))
    }

    @Test func theAnswerAndTheEventInEitherOrderMakeOneMessage() {
        for answerFirst in [true, false] {
            var stage = Stage()
            stage.say("hello")
            let pending = state(stage).pending[0]
            let id = stage.id()
            let message = Message(
                id: id, channelID: Stage.welcome, guildID: GuildID(5),
                author: Stage.user(Stage.me), member: nil, content: "hello",
                timestamp: id.created, nonce: pending.nonce)
            let answer = AppEvent.outbox(nonce: pending.nonce, .sent(message))
            let event = AppEvent.gateway(.messageCreate(message), gapBefore: false)
            for next in answerFirst ? [answer, event] : [event, answer] { stage.send(next) }
            #expect(state(stage).log.count == 1)
            #expect(state(stage).pending.isEmpty)
        }
    }

    @Test func withoutALinkMessagesWaitSaySoAndGoOutInOrder() {
        var stage = Stage()
        stage.send(.link(.waiting("gone")))
        stage.say("one")
        stage.say("two")
        #expect(
            stage.effects.contains { if case .send(_, now: false) = $0 { true } else { false } })
        #expect(stage.screen.contains("one (waiting for the connection)"))
        #expect(stage.screen.contains("2 waiting to be sent"))
        let sent = stage.send(.link(.live)).compactMap { effect -> String? in
            if case .send(let pending, now: true) = effect { pending.content } else { nil }
        }
        #expect(sent == ["one", "two"])
        #expect(state(stage).pending.allSatisfy { $0.state == .sending })
        // Being live once more doesn't send again what is on its way.
        #expect(stage.send(.link(.live)).isEmpty)
    }

    @Test func aLostLinkTakesBackWhatIsOnItsWayAndTheNextOneSendsItInOrder() {
        var stage = Stage()
        stage.say("one")
        #expect(stage.send(.link(.waiting("gone"))) == [.holdSends])
        #expect(stage.screen.contains("one (waiting for the connection)"))
        stage.say("two")
        stage.send(.link(.connecting))
        stage.send(.link(.resuming))
        let sent = stage.send(.link(.live)).compactMap { effect -> String? in
            if case .send(let pending, now: true) = effect { pending.content } else { nil }
        }
        #expect(sent == ["one", "two"])
    }

    @Test func aRefusedMessageSaysWhyAndUpTakesItBack() {
        var stage = Stage()
        stage.say("hello")
        let nonce = state(stage).pending[0].nonce
        stage.send(.outbox(nonce: nonce, .refused("You can't write here.")))
        #expect(stage.screen.contains("not sent: You can't write here."))
        let effects = stage.press(.up)
        #expect(effects == [.forgetPending(nonce: nonce)])
        #expect(stage.model.editor.string == "hello")
        #expect(state(stage).pending.isEmpty)
    }

    @Test func tooLongATextStaysInTheLine() {
        var stage = Stage()
        stage.send(.input(.paste(String(repeating: "x", count: 4001), isTruncated: false)))
        #expect(stage.press(.enter).isEmpty)
        #expect(stage.model.notice?.text.contains("Too long by 1") == true)
        #expect(stage.model.editor.text.count == 4001)
    }

    @Test func mentionsTravelAsIdsAndAreReadAsNames() {
        var stage = Stage()
        stage.say("@bob and @carol, see #ops. mail a@bob `@bob`")
        #expect(
            state(stage).pending[0].content
                == "<@2> and <@3>, see <#12>. mail a@bob `@bob`")
        #expect(stage.screen.contains("@bob and @Carol Danvers, see #ops."))
    }

    @Test func noncesDifferBetweenProcesses() {
        var one = NonceSource(seed: 1)
        var two = NonceSource(seed: 2)
        let names = [one.next(), one.next(), two.next(), two.next()]
        #expect(Set(names).count == 4)
    }

    // MARK: Editing

    @Test func upOnAnEmptyLineChangesTheLastOwnMessage() {
        var stage = Stage()
        let own = stage.hear("teh text", from: Stage.me)
        stage.hear("other")
        stage.press(.up)
        #expect(stage.model.editing == own.id)
        #expect(stage.model.editor.string == "teh text")
        stage.press("u", .control)
        #expect(stage.say("the text") == [.edit(Stage.welcome, own.id, "the text")])
        #expect(stage.model.editing == nil)
        #expect(stage.model.editor.isEmpty)
    }

    @Test func escapeStopsChanging() {
        var stage = Stage()
        stage.hear("mine", from: Stage.me)
        stage.press(.up)
        stage.press(.escape)
        #expect(stage.model.editing == nil)
        #expect(stage.model.editor.isEmpty)
    }

    @Test func anEditAndADeletionReachTheQuoteToo() {
        var stage = Stage()
        let first = stage.hear("first words")
        stage.hear("answer", from: Stage.carol, replyTo: first)
        #expect(stage.screen.contains("↱ bob: first words"))
        stage.send(.gateway(.messageDelete(first.id, in: Stage.welcome), gapBefore: false))
        #expect(!stage.screen.contains("first words"))
        #expect(stage.screen.contains("a message that was deleted"))
    }

    // MARK: Unread

    @Test func messagesElsewhereAreCountedAndOpeningShowsTheDivider() {
        var stage = Stage()
        stage.send(.gateway(.messageCreate(seen(&stage)), gapBefore: false))
        stage.say("/join ops")
        stage.say("/join welcome")
        stage.hear("one", in: Stage.ops)
        stage.hear("<@1> two", in: Stage.ops, mentions: [Stage.me])
        #expect(state(stage, Stage.ops).unread == 2)
        #expect(state(stage, Stage.ops).mentions == 1)
        #expect(stage.screen.contains("@1"))
        #expect(stage.effects.contains(.bell))
        stage.press("a", .alt)
        #expect(stage.model.open == Stage.ops)
        #expect(state(stage, Stage.ops).unread == 0)
        let lines = stage.screen.split(separator: "\n")
        let divider = lines.firstIndex { $0.contains(" new ") }
        let first = lines.firstIndex { $0.contains("one") }
        #expect(divider != nil && first != nil && divider! < first!)
    }

    private func seen(_ stage: inout Stage) -> Message {
        let id = stage.id()
        return Message(
            id: id, channelID: Stage.ops, guildID: GuildID(5), author: Stage.user(Stage.bob),
            member: nil, content: "seen", timestamp: id.created)
    }

    @Test func aReadMarkerIsToldOnceAfterAWhileOrOnLeaving() {
        var stage = Stage()
        stage.hear("one")
        let last = stage.hear("two")
        #expect(stage.effects.isEmpty)
        stage.advance(.seconds(1))
        #expect(stage.effects == [.acknowledge(Stage.welcome, last.id)])
        stage.effects = []
        let third = stage.hear("three")
        stage.press("2", .alt)
        #expect(stage.effects.contains(.acknowledge(Stage.welcome, third.id)))
    }

    @Test func withoutFocusNothingIsReadAndTheDividerMarksWhereItStopped() {
        var stage = Stage()
        stage.hear("read")
        stage.advance(.seconds(1))
        stage.effects = []
        stage.send(.input(.focus(false)))
        stage.hear("not read")
        stage.advance(.seconds(5))
        #expect(stage.effects.isEmpty)
        #expect(state(stage).unread == 1)
        #expect(stage.screen.contains(" new "))
        stage.send(.input(.focus(true)))
        #expect(state(stage).unread == 0)
        #expect(stage.screen.contains(" new "))
    }

    @Test func altAWithNothingUnreadSaysSo() {
        var stage = Stage()
        stage.press("a", .alt)
        #expect(stage.model.notice?.text == "Nothing unread.")
    }

    // MARK: Drafts, pastes, quitting

    @Test func draftsBelongToTheirChannel() {
        var stage = Stage()
        stage.type("half a")
        stage.press(.down, .alt)
        #expect(stage.effects.contains(.saveDraft(Stage.welcome, "half a")))
        #expect(stage.model.editor.isEmpty)
        stage.press(.up, .alt)
        #expect(stage.model.editor.string == "half a")
    }

    @Test func aPasteIsOneMessageAndALongOneAsksFirst() {
        var stage = Stage()
        stage.send(.input(.paste("a\nb\n", isTruncated: false)))
        #expect(stage.model.editor.string == "a\nb")
        stage.press("c", .control)
        stage.send(.input(.paste("1\n2\n3\n4\n5", isTruncated: false)))
        #expect(stage.model.editor.isEmpty)
        #expect(stage.screen.contains("Paste 5 lines as one message?"))
        stage.press(.enter)
        #expect(stage.model.overlay == nil)
        stage.press(.enter)
        #expect(state(stage).pending.map(\.content) == ["1\n2\n3\n4\n5"])
    }

    @Test func controlCEmptiesTheLineAndTwiceQuits() {
        var stage = Stage()
        stage.type("text")
        #expect(stage.press("c", .control).isEmpty)
        #expect(stage.model.editor.isEmpty)
        #expect(stage.press("c", .control).contains(.quit))
    }

    @Test func controlCLongAfterwardsDoesNotQuit() {
        var stage = Stage()
        stage.press("c", .control)
        stage.advance(.seconds(4))
        #expect(stage.press("c", .control).isEmpty)
    }

    @Test func historyIsPerChannelAndDownComesBackToTheDraft() {
        var stage = Stage()
        stage.say("one")
        stage.say("two")
        stage.type("dra")
        stage.press(.up)
        #expect(stage.model.editor.string == "two")
        stage.press(.up)
        #expect(stage.model.editor.string == "one")
        stage.press(.down)
        stage.press(.down)
        #expect(stage.model.editor.string == "dra")
    }

    // MARK: Typing

    @Test func typingIsToldRarelyAndShownForTenSeconds() {
        var stage = Stage()
        stage.type("hello")
        #expect(stage.effects == [.startTyping(Stage.welcome)])
        stage.advance(.seconds(9))
        #expect(stage.effects.last == .saveDraft(Stage.welcome, "hello"))
        stage.type("!")
        #expect(stage.effects.count { $0 == .startTyping(Stage.welcome) } == 2)
        stage.send(.gateway(.typingStart(Stage.bob, in: Stage.welcome), gapBefore: false))
        #expect(stage.screen.contains("bob is typing…"))
        stage.advance(.seconds(11))
        #expect(!stage.screen.contains("typing"))
    }

    @Test func aMessageEndsItsAuthorsTyping() {
        var stage = Stage()
        stage.send(.gateway(.typingStart(Stage.bob, in: Stage.welcome), gapBefore: false))
        stage.hear("done")
        #expect(!stage.screen.contains("typing"))
    }

    @Test func commandsAreNotTyping() {
        var stage = Stage()
        stage.type("/who")
        #expect(stage.effects.isEmpty)
    }

    // MARK: Switching

    @Test func theSwitcherFindsByLettersAndPrefersTheLastUsed() {
        var stage = Stage()
        stage.press("g", .control)
        stage.type("gn")
        #expect(stage.screen.contains("#general"))
        stage.press(.enter)
        #expect(stage.model.open == Stage.general)
        stage.press("g", .control)
        stage.press(.enter)
        #expect(stage.model.open == Stage.welcome)
    }

    @Test func aClickInTheTreeGoesThereAndMouseOffLetsItBe() {
        var stage = Stage(columns: 80, rows: 24)
        let row = stage.screen.split(separator: "\n").firstIndex { $0.contains("#ops") }!
        let click = AppEvent.input(
            .mouse(.init(action: .press(.left), row: row, column: 4, modifiers: [])))
        stage.send(click)
        #expect(stage.model.open == Stage.ops)
        stage.say("/join welcome")
        stage.say("/set mouse off")
        stage.send(click)
        #expect(stage.model.open == Stage.welcome)
    }

    @Test func whoIsThereStandsAboveWhoIsNot() {
        var stage = Stage(columns: 120, rows: 24)
        #expect(stage.model.memberOrder == [Stage.me, Stage.bob, Stage.carol])
        stage.send(
            .gateway(
                .presenceUpdate(Presence(userID: Stage.bob, status: .offline)), gapBefore: false))
        stage.send(
            .gateway(
                .presenceUpdate(Presence(userID: Stage.carol, status: .online)), gapBefore: false))
        #expect(stage.model.memberOrder == [Stage.me, Stage.carol, Stage.bob])
    }

    @Test func losingAChannelLeavesItsTextNowhere() {
        var stage = Stage()
        stage.say("/join ops")
        stage.hear("secret plans", in: Stage.ops)
        stage.type("draft")
        stage.send(.gateway(.channelDelete(Stage.ops, accessLost: true), gapBefore: false))
        #expect(stage.model.channels[Stage.ops] == nil)
        #expect(stage.model.open != Stage.ops)
        #expect(!stage.screen.contains("secret"))
        #expect(!stage.screen.contains("ops"))
    }
}
