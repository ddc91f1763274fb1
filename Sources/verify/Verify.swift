import VerifyCommands

@main
struct Verify {
    static func main() async { await VerifyCommand.run() }
}
