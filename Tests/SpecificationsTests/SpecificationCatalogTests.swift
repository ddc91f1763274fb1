import Foundation
import Testing

@testable import Specifications

@Suite struct SpecificationCatalogTests {
    @Test func allSpecificationsOfTheRepositoryLoad() throws {
        let catalog = try SpecificationCatalog(folder: repositorySpecs.path)
        let files = try repositorySpecFiles().map(\.name)
        #expect(catalog.operations.map { $0 + ".yaml" } == files, "every file is named like its operation")
        #expect(catalog["softmax"]?.attributes.map(\.name) == ["axis"])
        #expect(catalog["hardmax"] == nil)
    }

    @Test func aMissingFolderIsNamed() {
        #expect(
            complaint { _ = try SpecificationCatalog(folder: "/nowhere/Specs") }
                == "there is no readable folder of specifications at '/nowhere/Specs'")
    }

    @Test func aFolderWithoutSpecificationsIsNamed() throws {
        try withTemporaryFolder { folder in
            try "nothing".write(to: folder.appendingPathComponent("notes.txt"), atomically: true, encoding: .utf8)
            #expect(
                complaint { _ = try SpecificationCatalog(folder: folder.path) }
                    == "the folder '\(folder.path)' holds no specification (*.yaml)")
        }
    }

    @Test func twoFilesForOneOperationAreBothNamed() throws {
        try withTemporaryFolder { folder in
            for name in ["a.yaml", "b.yaml"] {
                try spec().write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
            }
            #expect(
                complaint { _ = try SpecificationCatalog(folder: folder.path) }
                    == "\(folder.path)/b.yaml:1:1: operation 'double' is specified in '\(folder.path)/a.yaml' already")
        }
    }

    @Test func aFileThatIsNotUTF8IsNamed() throws {
        try withTemporaryFolder { folder in
            try Data([0x6F, 0xFF, 0xFE, 0x0A]).write(to: folder.appendingPathComponent("a.yaml"))
            #expect(
                complaint { _ = try SpecificationCatalog(folder: folder.path) }
                    == "'\(folder.path)/a.yaml' is not UTF-8")
        }
    }

    @Test func anEmptyFileIsNamed() throws {
        try withTemporaryFolder { folder in
            try Data().write(to: folder.appendingPathComponent("a.yaml"))
            #expect(
                complaint { _ = try SpecificationCatalog(folder: folder.path) }
                    == "\(folder.path)/a.yaml:1:1: the file is empty")
        }
    }

    @Test func aFolderNamedLikeAFileIsNamed() throws {
        try withTemporaryFolder { folder in
            try FileManager.default.createDirectory(
                at: folder.appendingPathComponent("a.yaml"), withIntermediateDirectories: false)
            #expect(
                complaint { _ = try SpecificationCatalog(folder: folder.path) }
                    == "'\(folder.path)/a.yaml' cannot be read")
        }
    }
}
