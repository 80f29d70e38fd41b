import Testing

@testable import ChatServer

@Suite struct APIServiceTests {
    @Test func dialectsAreToldApartByTheirMount() throws {
        let v1 = try #require(APIService.mount("/api/v1/users/@me"))
        #expect(v1.0 == .v1 && v1.1 == "/users/@me")
        let v10 = try #require(APIService.mount("/api/v10/users/@me"))
        #expect(v10.0 == .v10 && v10.1 == "/users/@me")
        for path in ["/api/v1", "/api/v9/users/@me", "/api/v100/x", "/users/@me", "/", ""] {
            #expect(APIService.mount(path) == nil, "\(path)")
        }
    }

    @Test func whatOperatorsAskIsAtTheRootToo() {
        for path in ["/healthz", "/metrics", "/meta", "/openapi.json"] {
            #expect(APIService.mount(path)?.1 == path)
            #expect(APIService.mount("/api/v1" + path)?.1 == path)
        }
        #expect(APIService.mount("/healthz/") == nil)
    }
}
