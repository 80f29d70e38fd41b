import ChatBase
import ChatCore
import Glibc

/// The client on the terminal's loop: keeps the model, draws it, and hands its effects to
/// whoever can carry them out.
final class ClientApp: TerminalApp {
    /// What comes back to the UI's thread.
    enum Event: Sendable {
        case model(AppEvent)
        /// A sign-in succeeded: from now on this account's session runs.
        case signedIn(Account)
    }

    let mailbox = Mailbox<Event>()
    private(set) var isDirty = true
    private(set) var isFinished = false

    private var model = AppModel()
    private var session: Session?
    private var requests: [TerminalRequest] = []
    private var title = ""
    private let accounts: AccountStore

    /// - Parameter account: the one that is signed in, if there is one.
    init(accounts: AccountStore, account: Account?, suggestedServer: String) {
        self.accounts = accounts
        model.clock = LocalClock { time in
            var seconds = time_t(time.milliseconds / 1000)
            var parts = tm()
            return localtime_r(&seconds, &parts) == nil ? 0 : parts.tm_gmtoff
        }
        if let account {
            begin(account)
        } else {
            mailbox.post(.model(.signInNeeded(server: suggestedServer, user: "", reason: nil)))
        }
    }

    var deadline: MonotonicTime? { model.deadline }

    func handle(_ input: InputEvent, now: MonotonicTime) { update(.input(input), now) }

    func handle(_ event: Event, now: MonotonicTime) {
        switch event {
        case .model(let event): update(event, now)
        case .signedIn(let account): begin(account)
        }
    }

    func deadlinePassed(now: MonotonicTime) { update(.deadline, now) }

    func terminate(now: MonotonicTime) {
        for effect in model.quit() where effect != .quit { perform(effect) }
        close()
    }

    func draw(into grid: inout CellGrid, now: MonotonicTime) {
        Screen.draw(model, into: &grid)
        isDirty = false
        let title = TitleText.of(model)
        if title != self.title {
            self.title = title
            requests.append(.title(title))
        }
    }

    func takeRequests() -> [TerminalRequest] {
        defer { requests = [] }
        return requests
    }

    /// Ends the session; what is unsent or unsaved is on the disk when it returns.
    func close() {
        session?.close()
        session = nil
    }

    // MARK: Parts

    private func update(_ event: AppEvent, _ now: MonotonicTime) {
        let effects = model.update(event, now: now)
        isDirty = true
        for effect in effects { perform(effect) }
    }

    private func begin(_ account: Account) {
        session?.close()
        session = Session(account: account, accounts: accounts, mailbox: mailbox)
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .bell: requests.append(.bell)
        case .redraw: requests.append(.redraw)
        case .setMouse(let isOn): requests.append(.mouse(isOn))
        case .quit: isFinished = true
        case .signIn(let request): SignIn.run(request, accounts, mailbox)
        default: session?.perform(effect)
        }
    }
}
