import ChatServer
import Glibc

/// Standard input, output and error.
enum Console {
    /// A line.
    static func say(_ text: String, to descriptor: Int32 = STDOUT_FILENO) {
        var line = text.hasSuffix("\n") ? text : text + "\n"
        line.withUTF8 { bytes in
            var sent = 0
            while sent < bytes.count {
                let count = write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                sent += count
            }
        }
    }

    static func complain(_ text: String) { say("roostd: \(text)", to: STDERR_FILENO) }

    /// The next line of standard input without its end; nil at the end of input.
    static func line() -> String? { readLine(strippingNewline: true) }

    /// A password: from the first line of input, or asked for at the terminal, unseen.
    static func password(fromInput: Bool) throws(StartupError) -> String {
        if fromInput {
            guard let password = line() else {
                throw StartupError("standard input holds no password")
            }
            return password
        }
        guard isatty(STDIN_FILENO) == 1 else {
            throw StartupError(
                "there is no terminal to ask for the password at; give it with --password-stdin")
        }
        let first = try ask("Password: ")
        guard try ask("Again: ") == first else { throw StartupError("the two are not the same") }
        return first
    }

    private static func ask(_ prompt: String) throws(StartupError) -> String {
        var former = termios()
        guard tcgetattr(STDIN_FILENO, &former) == 0 else {
            throw StartupError("the terminal can't be read")
        }
        var silent = former
        silent.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer { tcsetattr(STDIN_FILENO, TCSAFLUSH, &former) }
        var text = prompt
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
        let answer = line()
        say("", to: STDERR_FILENO)
        guard let answer else { throw StartupError("no password was given") }
        return answer
    }
}
