import Testing

@testable import ChatCore

@Suite struct ServerURLTests {
    @Test(arguments: [
        ("https://Chat.Example.org/", "https://chat.example.org"),
        ("chat.example.org", "https://chat.example.org"),
        ("chat.example.org:8443", "https://chat.example.org:8443"),
        ("https://chat.example.org:443", "https://chat.example.org"),
        ("http://127.0.0.1:80/roost/", "http://127.0.0.1/roost"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://[::1]", "http://[::1]"),
        ("unix:/run/roost.sock", "unix:/run/roost.sock"),
    ])
    func `an address has one form`(_ text: String, _ canonical: String) {
        #expect(ServerURL(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "https://", "ftp://a", "http://a b", "http://user:secret@host", "http://a?b",
        "http://a#b", "http://a:0", "http://a:65536", "http://a:+80", "http://a:x", "http://:80",
        "http://a\r\nb", "unix:relative", "http://a\\b",
    ])
    func `what is no address of a server is refused`(_ text: String) {
        #expect(ServerURL(text) == nil)
    }

    @Test func `only encrypted or local links are secure`() {
        #expect(ServerURL("https://a")?.isSecure == true)
        #expect(ServerURL("unix:/a")?.isSecure == true)
        #expect(ServerURL("http://127.0.0.1")?.isSecure == false)
    }
}
