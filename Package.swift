// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func system(_ name: String, apt package: String) -> Target {
    .systemLibrary(name: name, path: "Sources/System/\(name)", providers: [.apt([package])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies,
        swiftSettings: strict
    )
}

let package = Package(
    name: "roost",
    products: [
        .library(name: "ChatCore", targets: ["ChatCore"]),
        .library(name: "ChatServer", targets: ["ChatServer"]),
        .library(name: "ChatTestKit", targets: ["ChatTestKit"]),
        .executable(name: "roostd", targets: ["roostd"]),
        .executable(name: "roost", targets: ["tui"]),
    ],
    targets: [
        // MARK: C libraries from Debian
        system("CChatLinux", apt: "libc6-dev"),
        system("CChatOpenSSL", apt: "libssl-dev"),
        system("CChatINI", apt: "libinih-dev"),
        system("CChatSQLite", apt: "libsqlite3-dev"),
        system("CChatZlib", apt: "zlib1g-dev"),
        system("CChatZstd", apt: "libzstd-dev"),
        system("CChatArgon2", apt: "libargon2-dev"),
        system("CChatCurl", apt: "libcurl4-openssl-dev"),
        system("CChatCurses", apt: "libncurses-dev"),

        // MARK: Foundations
        library("ChatBase", ["CChatLinux", "CChatOpenSSL", "CChatINI"]),
        library("ChatSQLite", ["ChatBase", "CChatSQLite"]),
        library("ChatWire", ["ChatBase", "CChatZlib", "CChatZstd"]),
        library("ChatNet", ["ChatBase", "ChatWire", "CChatLinux", "CChatOpenSSL"]),

        // MARK: The wire format and its client
        library(
            "ChatCore", ["ChatBase", "ChatWire", "CChatLinux", "CChatCurl", "CChatOpenSSL"]),

        // MARK: The server
        library(
            "ChatServer",
            [
                "ChatBase", "ChatCore", "ChatNet", "ChatWire", "ChatSQLite",
                "CChatOpenSSL", "CChatArgon2", "CChatLinux",
            ]),
        .executableTarget(
            name: "roostd", dependencies: ["ChatBase", "ChatServer", "CChatLinux"],
            swiftSettings: strict),

        // MARK: The client
        .executableTarget(
            name: "tui",
            dependencies: [
                "ChatBase", "ChatCore", "ChatSQLite", "CChatLinux", "CChatCurses",
            ], swiftSettings: strict),

        // MARK: For tests and bot authors
        library(
            "ChatTestKit",
            [
                "ChatBase", "ChatCore", "ChatServer", "ChatNet", "ChatSQLite", "ChatWire",
                "CChatSQLite",
            ]),
        .executableTarget(
            name: "EchoBot", dependencies: ["ChatCore"], path: "Examples/EchoBot",
            swiftSettings: strict),
        .executableTarget(
            name: "FirstBot", dependencies: ["ChatCore"], path: "Examples/FirstBot",
            exclude: ["first_bot.py", "first-bot.sh"], swiftSettings: strict),

        // MARK: For scripts/bench.sh
        .executableTarget(
            name: "RoostBench", dependencies: ["ChatBase", "ChatCore", "ChatServer", "ChatNet"],
            path: "Benchmarks/RoostBench", swiftSettings: strict),

        // MARK: Tests
        .executableTarget(
            name: "WebSocketEcho", dependencies: ["ChatBase", "ChatCore", "ChatNet", "ChatWire"],
            path: "Tests/Peers/WebSocketEcho", swiftSettings: strict),
        tests("ChatBaseTests", ["ChatBase"]),
        tests("ChatSQLiteTests", ["ChatSQLite", "ChatBase"]),
        tests("ChatWireTests", ["ChatWire", "ChatBase"]),
        tests("ChatNetTests", ["ChatNet", "ChatWire", "ChatBase"]),
        tests("ChatCoreTests", ["ChatCore", "ChatNet", "ChatWire", "ChatBase", "ChatTestKit"]),
        tests(
            "ChatServerTests",
            [
                "ChatServer", "ChatCore", "ChatSQLite", "ChatNet", "ChatWire", "ChatBase",
                "ChatTestKit",
            ]),
        tests("TUITests", ["tui", "ChatCore", "ChatSQLite", "ChatBase"]),
        tests("DocumentTests", ["ChatBase", "ChatCore", "ChatServer", "roostd", "tui"]),
        tests("TidyTests", []),
    ]
)
