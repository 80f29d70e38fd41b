// swift-tools-version: 6.2
import PackageDescription

// A bot in a package of its own, as yours would be: `path` is where Roost was cloned to.
let package = Package(
    name: "OutsideBot",
    dependencies: [.package(name: "roost", path: "../..")],
    targets: [
        .target(
            name: "KarmaBot", dependencies: [.product(name: "ChatCore", package: "roost")]),
        .executableTarget(name: "karma", dependencies: ["KarmaBot"]),
        .testTarget(
            name: "KarmaBotTests",
            dependencies: ["KarmaBot", .product(name: "ChatTestKit", package: "roost")]),
    ]
)
