// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "Plumbline",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "verify", targets: ["verify"]),
        .library(name: "TensorEngine", targets: ["TensorEngine"]),
        .library(name: "Multiprecision", targets: ["Multiprecision"]),
        .library(name: "GradientChecking", targets: ["GradientChecking"]),
        .library(name: "PropertyTesting", targets: ["PropertyTesting"]),
        .library(name: "PlumblineTesting", targets: ["PlumblineTesting"]),
    ],
    dependencies: [
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    ],
    targets: [
        // The leaf vocabulary: what cases and outputs are made of.
        .target(name: "Values"),

        // Properties: generated inputs, search and shrinking.
        .target(name: "PropertyTesting", dependencies: ["Values"]),

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

        .target(
            name: "Verification",
            dependencies: ["Values", "Multiprecision", "Specifications", "Oracle", "PropertyTesting"]),

        // What people read of a run.
        .target(name: "Reporting", dependencies: ["Values", "Specifications", "Verification"]),

        // Calls of functions of C libraries in another process.
        .target(name: "CLibraryCalls"),

        .target(
            name: "Subjects",
            dependencies: ["Values", "Specifications", "TensorEngine", "Verification", "CLibraryCalls"]),

        // Whether gradients of functions of tensors are right.
        .target(
            name: "GradientChecking",
            dependencies: ["Values", "Multiprecision", "Specifications", "Oracle", "TensorEngine"]),

        // Properties and gradient checks inside Swift Testing and XCTest.
        .target(
            name: "PlumblineTesting",
            dependencies: ["GradientChecking", "PropertyTesting", "TensorEngine", "Values"]),

        // What the processor is and does.
        .target(name: "CMachine"),

        .target(
            name: "VerifyCommands",
            dependencies: [
                "CMachine", "GradientChecking", "Reporting", "Subjects", "Verification", "Specifications", "Values",
                "Multiprecision", "TensorEngine", "CLibraryCalls", "PropertyTesting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .executableTarget(name: "verify", dependencies: ["VerifyCommands"]),

        // How long the oracle's tiers take, and properties.
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Values", "Multiprecision", "Specifications", "Oracle", "Verification", "Subjects", "GradientChecking",
                "TensorEngine", "PropertyTesting", "PlantedMistakes",
            ],
            path: "Benchmarks", exclude: ["hypothesis_comparison.py"]),

        .testTarget(
            name: "OracleTests",
            dependencies: ["COracleKernels", "Oracle", "Specifications", "Multiprecision", "Values"]),
        .testTarget(
            name: "ReportingTests", dependencies: ["Reporting", "Values", "Specifications", "Verification"]),
        // The report in a headless browser, which 'make test-browser' finds.
        .testTarget(name: "BrowserTests", dependencies: ["Reporting", "Verification"]),
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
        .testTarget(
            name: "GradientCheckingTests",
            dependencies: ["GradientChecking", "Oracle", "Specifications", "TensorEngine", "Values"]),
        // Wrong float32 functions, for the measure of generators and search.
        .target(name: "PlantedMistakes", dependencies: ["PropertyTesting", "Values"], path: "Tests/PlantedMistakes"),

        .testTarget(
            name: "PropertyTestingTests", dependencies: ["PlantedMistakes", "PropertyTesting", "Values"]),
        .testTarget(
            name: "PlumblineTestingTests",
            dependencies: ["PlumblineTesting", "GradientChecking", "PropertyTesting", "TensorEngine", "Values"]),
        // Tests that fail on purpose, switched on for runs whose output is compared.
        .testTarget(
            name: "FailingTests", dependencies: ["PlumblineTesting"], path: "Examples/FailingTests/Tests/FailingTests",
            swiftSettings: [.define("PLUMBLINE")]),
        .testTarget(name: "ValuesTests", dependencies: ["Values"]),
        .testTarget(name: "MultiprecisionTests", dependencies: ["Multiprecision"]),
        .testTarget(name: "TensorEngineTests", dependencies: ["TensorEngine"]),
    ]
)
