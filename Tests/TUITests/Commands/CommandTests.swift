import ChatBase
import ChatCore
import Testing

@testable import tui

@Suite struct CommandTests {
    private func mistake(_ line: String) -> String? {
        if case .mistake(let text) = CommandParser.parse(line) { text } else { nil }
    }

    @Test func theTableHasEveryCommandOnceWithHelp() {
        let names = CommandTable.all.map(\.name)
        #expect(
            names == [
                "help", "join", "part", "topic", "create", "invite", "who", "me", "edit",
                "delete", "reply", "ignore", "highlight", "status", "clear", "set", "quit",
            ])
        for command in CommandTable.all {
            #expect(!command.summary.isEmpty)
            #expect(HelpText.lines.contains { $0.contains(command.usage) }, "\(command.name)")
            #expect(Manual.sections.contains("/\(command.name)"), "\(command.name)")
        }
        for later in CommandTable.later { #expect(!names.contains(later.name)) }
    }

    @Test func twoSlashesSendOne() {
        var stage = Stage()
        let effects = stage.say("//etc/hosts")
        guard case .send(let pending, now: true)? = effects.first else {
            Issue.record("nothing was sent: \(effects)")
            return
        }
        #expect(pending.content == "/etc/hosts")
    }

    @Test func anUnknownCommandIsAMistakeAndNeverSent() {
        var stage = Stage()
        let effects = stage.say("/jion general")
        #expect(effects.isEmpty)
        #expect(stage.model.notice?.isError == true)
        #expect(stage.model.notice?.text.contains("/join") == true)
        #expect(stage.model.editor.string == "/jion general")
    }

    @Test func whatComesLaterSaysSo() {
        #expect(mistake("/msg bob hi")?.contains("comes later") == true)
        #expect(mistake("/nick al")?.contains("comes later") == true)
    }

    @Test func missingWordsAreAnsweredWithTheUsage() {
        #expect(mistake("/join") == "Usage: /join CHANNEL")
        #expect(mistake("/quit now")?.contains("takes nothing") == true)
    }

    @Test func textTakesTheRestOfTheLine() {
        guard case .command(let command, let arguments) = CommandParser.parse("/topic  a  b ")
        else {
            Issue.record("no command")
            return
        }
        #expect(command.name == "topic")
        #expect(arguments.words == ["a  b"])
    }

    @Test func joinGoesThereAndPartTakesItOffTheList() {
        var stage = Stage()
        stage.say("/join #ops")
        #expect(stage.model.open == Stage.ops)
        stage.say("/part")
        #expect(stage.model.open == Stage.welcome)
        #expect(!stage.model.channelOrder.contains(Stage.ops))
        #expect(stage.effects.contains(.savePreference(.parted, "12")))
        stage.hear("come back, <@1>", in: Stage.ops, mentions: [Stage.me])
        #expect(stage.model.channelOrder.contains(Stage.ops))
    }

    @Test func meIsAnActionAndReplyAnswersTheLastOther() {
        var stage = Stage()
        let asked = stage.hear("ready?")
        stage.say("/reply yes")
        stage.say("/me nods")
        let pending = stage.model.channels[Stage.welcome]!.pending
        #expect(pending[0].replyTo == asked.id)
        #expect(pending[0].content == "yes")
        #expect(pending[1].content == "_nods_")
    }

    @Test func replyToAPersonTakesThatPersonsLast() {
        var stage = Stage()
        stage.hear("from bob")
        let carol = stage.hear("from carol", from: Stage.carol)
        stage.hear("bob again")
        stage.say("/reply @carol yes")
        #expect(stage.model.channels[Stage.welcome]!.pending[0].replyTo == carol.id)
    }

    @Test func deleteAndEditWorkOnTheLastOwnMessage() {
        var stage = Stage()
        let own = stage.hear("mine", from: Stage.me)
        stage.hear("other")
        #expect(stage.say("/edit better") == [.edit(Stage.welcome, own.id, "better")])
        #expect(stage.say("/delete") == [.delete(Stage.welcome, own.id)])
    }

    @Test func ignoringHidesAndTheSameAgainShows() {
        var stage = Stage()
        stage.hear("noise")
        stage.say("/ignore bob")
        #expect(!stage.screen.contains("noise"))
        stage.say("/ignore bob")
        #expect(stage.screen.contains("noise"))
    }

    @Test func highlightMarksAndRings() {
        var stage = Stage()
        stage.say("/highlight deploy")
        stage.effects = []
        stage.hear("the Deploy is done", in: Stage.general)
        #expect(stage.effects == [.bell])
        #expect(stage.model.channels[Stage.general]!.mentions == 1)
    }

    @Test func settingsAreCheckedKeptAndDone() {
        var stage = Stage()
        let done = stage.say("/set mouse off")
        #expect(done == [.savePreference(.setting(.mouse), "off"), .setMouse(false)])
        #expect(stage.say("/set mouse maybe").isEmpty)
        #expect(stage.model.notice?.isError == true)
        stage.press("c", .control)
        stage.say("/set bell off")
        stage.effects = []
        stage.hear("<@1>", in: Stage.ops, mentions: [Stage.me])
        #expect(!stage.effects.contains(.bell))
    }

    @Test func createKeepsTheCategoryOfTheOpenChannel() {
        var stage = Stage()
        stage.say("/join general")
        #expect(
            stage.say("/create plans private") == [
                .createChannel(
                    name: "plans", kind: .private, parent: ChannelID(13), guild: GuildID(5),
                    me: Stage.me)
            ])
        #expect(stage.say("/create plans nonsense").isEmpty)
    }

    @Test(arguments: [
        ("/to", "/topic "), ("/join o", "/join ops "), ("hi ca", "hi @carol "),
        ("see #g", "see #general "), ("/status d", "/status dnd "), ("/who bo", "/who bob "),
        ("/help /re", "/help /re"), ("nobodyhere", "nobodyhere"),
    ])
    func tabCompletes(line: String, becomes: String) {
        var stage = Stage()
        stage.type(line)
        stage.press(.tab)
        #expect(stage.model.editor.string == becomes)
    }

    @Test func tabCyclesThroughValues() {
        var stage = Stage()
        stage.type("/set mouse o")
        stage.press(.tab)
        #expect(stage.model.editor.string == "/set mouse on")
        stage.press(.tab)
        #expect(stage.model.editor.string == "/set mouse off")
    }

    @Test func tabCyclesAndTheLastSpeakerComesFirst() {
        var stage = Stage()
        stage.hear("hello", from: Stage.carol)
        stage.type("@")
        stage.press(.tab)
        #expect(stage.model.editor.string == "@carol ")
        stage.press(.tab)
        #expect(stage.model.editor.string == "@bob ")
        stage.press(.tab, .shift)
        #expect(stage.model.editor.string == "@carol ")
    }

    @Test func keysOfTheTableAreNotGivenTwice() {
        var seen: Set<Key> = []
        for (key, _) in Keymap.bindings.flatMap(\.actions) {
            let isNew = seen.insert(key).inserted
            #expect(isNew, "\(key)")
        }
    }

    @Test func theManualIsWhatTheTablesSay() {
        let text = Manual.sections
        #expect(text.hasPrefix(".SH COMMANDS\n"))
        #expect(text.contains(".BR /topic \" [\\fITEXT\\fR]\"\nShow or set the channel's topic.\n"))
        #expect(text.contains(".SH KEYS\n"))
        #expect(text.contains("Alt\\-A"))
        for line in text.split(separator: "\n") where line.hasPrefix(".") {
            #expect([".SH ", ".TP", ".B ", ".BR "].contains { line.hasPrefix($0) }, "\(line)")
        }
    }
}
