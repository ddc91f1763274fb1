// swift-tools-version: 6.2
import PackageDescription

// Tests that fail on purpose, to show what a failure looks like: `swift test` in this folder. Plumbline's own package
// builds the same files, runs them, and compares what they print, word for word.
let package = Package(
    name: "FailingTests",
    platforms: [.macOS(.v15)],
    dependencies: [.package(name: "Plumbline", path: "../..")],
    targets: [
        .testTarget(
            name: "FailingTests", dependencies: [.product(name: "PlumblineTesting", package: "Plumbline")])
    ]
)
