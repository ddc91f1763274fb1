// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Plumbline",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "verify", targets: ["verify"]),
        .library(name: "TensorEngine", targets: ["TensorEngine"]),
        .library(name: "Multiprecision", targets: ["Multiprecision"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        // The leaf vocabulary: what cases and outputs are made of.
        .target(name: "Values"),

        // System libraries.
        .systemLibrary(
            name: "CMPFR", pkgConfig: "mpfr",
            providers: [.apt(["libmpfr-dev", "libgmp-dev"]), .brew(["mpfr", "gmp"])]),
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas",
            providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),

        // Numbers with proven bounds.
        .target(name: "Multiprecision", dependencies: ["CMPFR", "Values"]),

        // The engine.
        .target(name: "CEngineKernels"),
        .target(name: "TensorEngine", dependencies: ["Values", "CEngineKernels", "COpenBLAS"]),

        // What operations should compute, and its rigorous evaluation.
        .target(name: "Specifications", dependencies: ["Values", .product(name: "Yams", package: "Yams")]),

        .target(name: "COracleKernels"),
        .target(name: "Oracle", dependencies: ["Values", "Multiprecision", "Specifications", "COracleKernels"]),

        .target(name: "Verification", dependencies: ["Values", "Multiprecision", "Specifications", "Oracle"]),

        // What people read of a run.
        .target(name: "Reporting", dependencies: ["Values", "Specifications", "Verification"]),

        // Calls of functions of C libraries in another process.
        .target(name: "CLibraryCalls"),

        .target(
            name: "Subjects",
            dependencies: ["Values", "Specifications", "TensorEngine", "Verification", "CLibraryCalls"]),

        // What the processor is and does.
        .target(name: "CMachine"),

        .target(
            name: "VerifyCommands",
            dependencies: [
                "CMachine", "Reporting", "Subjects", "Verification", "Specifications", "Values", "Multiprecision",
                "TensorEngine",
                "CLibraryCalls",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "verify", dependencies: ["VerifyCommands"]),

        // How long the oracle's tiers take.
        .executableTarget(
            name: "benchmarks",
            dependencies: ["Values", "Multiprecision", "Specifications", "Oracle", "Verification", "Subjects"],
            path: "Benchmarks"),

        .testTarget(
            name: "OracleTests",
            dependencies: ["COracleKernels", "Oracle", "Specifications", "Multiprecision", "Values"]),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Values", "Specifications", "Verification"]),
        .testTarget(
            name: "SpecificationsTests",
            dependencies: ["Specifications", "Values", .product(name: "Yams", package: "Yams")]),
        // C libraries that tests compile.
        .target(name: "CompiledLibraries", path: "Tests/CompiledLibraries"),

        .testTarget(
            name: "SubjectsTests",
            dependencies: ["CompiledLibraries", "Subjects", "Specifications", "TensorEngine", "Values", "Verification"]),
        .testTarget(
            name: "VerificationTests",
            dependencies: [
                "COracleKernels", "Multiprecision", "Oracle", "Specifications", "Subjects", "TensorEngine", "Values",
                "Verification",
            ]),
        .testTarget(
            name: "VerifyCommandsTests",
            dependencies: [
                "CMachine", "CompiledLibraries", "Multiprecision", "Reporting", "Specifications", "Subjects",
                "TensorEngine", "Values", "Verification", "VerifyCommands",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "SpecsTests",
            dependencies: [
                "CEngineKernels", "Multiprecision", "Oracle", "Specifications", "Subjects", "TensorEngine", "Values",
                "Verification",
            ]),
        .testTarget(name: "ValuesTests", dependencies: ["Values"]),
        .testTarget(name: "MultiprecisionTests", dependencies: ["Multiprecision"]),
        .testTarget(name: "TensorEngineTests", dependencies: ["TensorEngine"]),
    ]
)
