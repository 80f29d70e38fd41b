import ChatBase
import Testing

@testable import ChatServer

@Suite struct PasswordHasherTests {
    let quick = PasswordHasher(memory: 64, iterations: 1, lanes: 1)

    @Test func hashesVerifyAndNameTheirParameters() throws {
        let hash = try #require(quick.hash("correct horse", salt: [UInt8](0..<16)))
        #expect(hash.hasPrefix("$argon2id$v=19$m=64,t=1,p=1$"))
        #expect(quick.verify("correct horse", hash))
        #expect(!quick.verify("correct horsf", hash))
        #expect(!quick.isOutdated(hash))
        #expect(PasswordHasher.standard.isOutdated(hash))
        #expect(PasswordHasher.standard.verify("correct horse", hash))
    }

    /// The reference program: `printf password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 -e`.
    @Test func agreesWithTheReferenceImplementation() {
        let known =
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
            + "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(quick.verify("password", known))
    }

    @Test func nonsenseNeverVerifies() {
        for text in ["", "$", "$argon2id$v=19$m=0,t=0,p=0$$", "$argon2i$v=19$m=64,t=1,p=1$a$b"] {
            #expect(!quick.verify("x", text))
        }
    }
}

@Suite struct PasswordWorkersTests {
    @Test func answersEachJobOnceAndRefusesWhatIsTooMuch() throws {
        let workers = PasswordWorkers(
            hasher: PasswordHasher(memory: 64, iterations: 1, lanes: 1), threads: 1, capacity: 2)
        let gate = Condition(false)
        let outcomes = Condition<[PasswordWorkers.Outcome]>([])
        // Holds the only thread, so that the queue fills.
        workers.hash("first password") { outcome in
            outcomes.update { $0.append(outcome) }
            _ = gate.wait { $0 ? true : nil }
        }
        _ = outcomes.wait { $0.count == 1 ? true : nil }
        for _ in 0..<5 {
            workers.verify("x", against: nil) { outcome in outcomes.update { $0.append(outcome) } }
        }
        gate.update { $0 = true }
        let all = outcomes.wait { $0.count == 6 ? $0 : nil }
        #expect(all.count { $0 == .busy } == 3)
        #expect(all.count { $0 == .mismatch } == 2)
        workers.stop()
    }

    @Test func tellsWhetherAHashIsOutdated() throws {
        let old = try #require(
            PasswordHasher(memory: 32, iterations: 1, lanes: 1).hash(
                "password", salt: [UInt8](repeating: 1, count: 16)))
        let workers = PasswordWorkers(
            hasher: PasswordHasher(memory: 64, iterations: 1, lanes: 1), threads: 1, capacity: 8)
        let result = Condition<PasswordWorkers.Outcome?>(nil)
        workers.verify("password", against: old) { outcome in result.update { $0 = outcome } }
        #expect(result.wait { $0 } == .matches(needsRehash: true))
        workers.stop()
    }
}

@Suite struct TokenTests {
    @Test func botTokensBeginWithTheirIDAsHikariAsks() throws {
        var random = SystemRandom()
        let token = Token.bot(id: 1_337_000_000_000_000_000, &random)
        let parts = token.text.split(separator: ".")
        #expect(parts.count == 3)
        let id = try #require(Base64.decode(parts[0]))
        #expect(String(decoding: id, as: UTF8.self) == "1337000000000000000")
        #expect(Token.bot(id: 1, &random).text != Token.bot(id: 1, &random).text)
    }

    @Test func headersAreReadInEitherSchemeOnly() {
        #expect(Token.inHeader("Bot a.b.c") == "a.b.c")
        #expect(Token.inHeader("bearer roost_at_x") == "roost_at_x")
        for bad in ["", "Bot", "Bot ", "Basic a", "a.b.c", "Bot a b", "Bot \u{e9}"] {
            #expect(Token.inHeader(bad) == nil)
        }
    }

    @Test func passwordRulesCountCharactersNotBytes() {
        #expect(PasswordRules.complaint(about: "1234567") != nil)
        #expect(PasswordRules.complaint(about: "12345678") == nil)
        #expect(PasswordRules.complaint(about: "пароль12") == nil)
        #expect(PasswordRules.complaint(about: String(repeating: "x", count: 1025)) != nil)
    }
}

@Suite struct LoginThrottleTests {
    let start = MonotonicTime(nanoseconds: 0)

    @Test func sixthGuessAtAnAccountWaits() throws {
        var throttle = LoginThrottle(limits: .init())
        for index in 0..<5 {
            let wait = throttle.login(account: "Ann", address: "10.0.0.\(index)", now: start)
            #expect(wait == nil)
        }
        let sixth = throttle.login(account: "ann", address: "10.0.0.9", now: start)
        let wait = try #require(sixth)
        #expect(wait == .seconds(180))
        let other = throttle.login(account: "bob", address: "10.0.0.9", now: start)
        #expect(other == nil)
        let later = throttle.login(account: "ann", address: "10.0.0.9", now: start + wait)
        #expect(later == nil)
    }

    @Test func anAddressIsHeldWhateverTheNames() {
        var throttle = LoginThrottle(limits: .init())
        for index in 0..<20 {
            let wait = throttle.login(account: "u\(index)", address: "2001:db8::1", now: start)
            #expect(wait == nil)
        }
        let neighbour = throttle.login(account: "x", address: "2001:db8::ffff:2", now: start)
        #expect(neighbour != nil)
        let stranger = throttle.login(account: "x", address: "2001:db8:0:1::1", now: start)
        #expect(stranger == nil)
    }

    @Test func successGivesTheAccountItsAttemptsBack() {
        var throttle = LoginThrottle(limits: .init())
        for _ in 0..<12 {
            let wait = throttle.login(account: "ann", address: "10.0.0.1", now: start)
            #expect(wait == nil)
            throttle.succeeded(account: "ANN")
        }
    }

    @Test func theTableStaysBoundedAndKeepsTheWorst() {
        var throttle = LoginThrottle(limits: .init(), capacity: 100)
        for _ in 0..<5 {
            let wait = throttle.login(account: "victim", address: "10.9.9.9", now: start)
            #expect(wait == nil)
        }
        for index in 0..<1000 {
            _ = throttle.login(account: "n\(index)", address: "10.0.\(index / 250).1", now: start)
        }
        let victim = throttle.login(account: "victim", address: "10.8.8.8", now: start)
        #expect(victim != nil)
    }

    @Test func networksOfIPv6AreHalfAnAddress() {
        #expect(LoginThrottle.network(of: "2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64")
        #expect(LoginThrottle.network(of: "2001:db8::6") == "2001:db8:0:0::/64")
        #expect(LoginThrottle.network(of: "::1") == "0:0:0:0::/64")
        #expect(LoginThrottle.network(of: "fe80::1%eth0") == "fe80:0:0:0::/64")
        #expect(LoginThrottle.network(of: "192.0.2.1") == "192.0.2.1")
    }
}
