#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What the system calls an error: `No such file or directory`.
func systemError(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }

func sleepMillisecond() { usleep(1000) }
