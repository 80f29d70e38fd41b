import ChatWire
import Testing

@testable import ChatNet

@Suite struct AddressTests {
    @Test(arguments: ["127.0.0.1", "::1", "2001:db8::ff", "255.255.255.255", "::"])
    func anAddressIsReadAndWritten(_ text: String) throws {
        #expect(try #require(IPAddress(text)).text == text)
    }

    @Test func aMappedAddressIsTheAddress() {
        #expect(IPAddress("::ffff:10.1.2.3") == IPAddress("10.1.2.3"))
        #expect(IPAddress("::ffff:10.1.2.3")?.text == "10.1.2.3")
        for text in ["", "10.1.2", "10.1.2.3.4", "::g", "1.2.3.4/8", " 1.2.3.4"] {
            #expect(IPAddress(text) == nil, "\(text)")
        }
    }

    @Test func limitsCountNetworksOfIPv6() {
        #expect(IPAddress("2001:db8::1")?.accountable == IPAddress("2001:db8::2")?.accountable)
        #expect(IPAddress("2001:db8:0:1::1")?.accountable != IPAddress("2001:db8::1")?.accountable)
        #expect(IPAddress("10.0.0.1")?.accountable != IPAddress("10.0.0.2")?.accountable)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.7", "10.0.0.7", true), ("10.0.0.7", "10.0.0.6", false),
        ("0.0.0.0/0", "8.8.8.8", true), ("0.0.0.0/0", "::1", false),
        ("::/0", "::1", true), ("fd00::/8", "fd12::1", true), ("fd00::/8", "fe80::1", false),
        ("2001:db8::/65", "2001:db8::7fff:0:0:0", true),
        ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
        ("192.168.1.130/25", "192.168.1.129", true), ("192.168.1.130/25", "192.168.1.1", false),
        ("::1/128", "::1", true), ("::1/128", "::2", false),
    ])
    func aRangeHoldsItsAddresses(_ range: String, _ address: String, _ isInside: Bool) throws {
        let parsed = try #require(AddressRange(range))
        #expect(parsed.contains(try #require(IPAddress(address))) == isInside)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/", "a/8", "1.2.3.4/8/8",
    ])
    func aFaultyRangeIsNone(_ text: String) {
        #expect(AddressRange(text) == nil)
    }

    @Test func theClientIsTheLastAddressThatIsNoProxy() throws {
        let proxies = try TrustedProxies(["10.0.0.0/8", "::1"])
        func client(_ peer: String?, _ forwarded: String...) -> String? {
            var headers = HTTPHeaders()
            for value in forwarded { headers.append("X-Forwarded-For", value) }
            return proxies.client(
                peer: peer.flatMap { IPAddress($0) }, isSecure: false, headers: headers
            ).address?.text
        }
        #expect(client("1.1.1.1", "2.2.2.2") == "1.1.1.1")
        #expect(client("10.0.0.1", "2.2.2.2") == "2.2.2.2")
        #expect(client("10.0.0.1", "9.9.9.9, 2.2.2.2, 10.0.0.2") == "2.2.2.2")
        #expect(client("10.0.0.1", "9.9.9.9", "2.2.2.2") == "2.2.2.2")
        #expect(client("10.0.0.1", "10.0.0.3, 10.0.0.2") == "10.0.0.3")
        #expect(client("10.0.0.1", "9.9.9.9, garbage, 10.0.0.2") == "10.0.0.2")
        #expect(client("10.0.0.1") == "10.0.0.1")
        #expect(client("::1", "[2001:db8::1]:443") == "2001:db8::1")
        #expect(client("::1", "2.2.2.2:443") == "2.2.2.2")
        #expect(client(nil, "2.2.2.2") == "2.2.2.2")
        #expect(client(nil) == nil)
        #expect(throws: NetError.self) { _ = try TrustedProxies(["proxy.example"]) }
    }
}
