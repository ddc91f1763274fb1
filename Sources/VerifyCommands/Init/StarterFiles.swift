/// What `verify init` writes: a specification, a kernel to be verified, a test that verifies it, and a workflow that runs the
/// test. Each works as it is.
struct StarterFiles {
    let operation: String
    /// Where Plumbline can be cloned from, and the commit to use; nil where nobody knows.
    let source: (url: String, commit: String?)?

    struct File {
        let path: String
        let text: String
        var isExecutable = false
    }

    /// The function's name: one that no C library has, whatever the operation is called.
    private var function: String { operation + "_f32" }

    var files: [File] {
        [
            File(path: "Plumbline/\(operation).yaml", text: specification),
            File(path: "Plumbline/\(operation).c", text: kernel),
            File(path: "Plumbline/test.sh", text: test, isExecutable: true),
            File(path: "Plumbline/.gitignore", text: "/build/\n"),
            File(path: ".github/workflows/plumbline.yml", text: workflow),
        ]
    }

    private var specification: String {
        """
        # What \(operation) should compute: mathematics over the real numbers, without rounding.
        # 'verify check' reads this file and evaluates the anchors; 'verify show' shows it.
        operation: \(operation)
        summary: A sigmoid without exponentials, from -1 to 1.

        inputs:
          x: {}

        definition: y = x / (1 + abs(x))

        # How the C function is declared.
        signature: float \(function)(float x)

        # What comes out where there is no real number to compute with.
        specials:
          - { when: isnan(x), then: nan }
          - { when: isinf(x), then: limit, formula: "where(x > 0, 1, -1)" }

        # Inputs that are always worth trying.
        anchors:
          - { x: [1, -3, 0, 0x1p-149, 0x1.fffffep+127] }
          - { x: [nan, inf, -inf] }

        # Shapes of generated cases.
        shapes:
          - { x: [64] }

        # Where results change class is sought along these.
        probes:
          - { name: one argument, inputs: { x: [t] } }

        # The error that is allowed, in units in the last place.
        budgets:
          default: { float32: { forward: 1.5 ulp } }

        """
    }

    private var kernel: String {
        """
        // A kernel to be verified. Put your own in its place, or name your own library in test.sh.
        #include <math.h>

        float \(function)(float x) {
            // Infinity over infinity is no number, but the function has limits there.
            if (isinf(x)) return copysignf(1.0f, x);
            return x / (1.0f + fabsf(x));
        }

        """
    }

    private var test: String {
        """
        #!/bin/sh
        # Verifies \(operation).c against \(operation).yaml: on hard cases, then on all 2^32 inputs.
        #
        #   VERIFY   the command; by default 'verify' of the search path
        #   SHARD    a part of all inputs, such as 1/16, where all of them take too long
        set -eu
        cd "$(dirname "$0")"
        verify=${VERIFY:-verify}
        mkdir -p build

        ${CC:-cc} -O2 -fPIC -shared -o build/lib\(operation).so \(operation).c -lm

        "$verify" check \(operation).yaml
        "$verify" library --spec ./\(operation).yaml --library ./build/lib\(operation).so --output build/report "$@"
        "$verify" sweep --spec ./\(operation).yaml --library ./build/lib\(operation).so ${SHARD:+--shard "$SHARD"} \\
            --output build/\(operation).json

        """
    }

    private var workflow: String {
        let url = source?.url ?? "${{ vars.PLUMBLINE_URL }}"
        let commit = source?.commit ?? "${{ vars.PLUMBLINE_COMMIT || 'main' }}"
        let remark =
            source == nil
            ? "      # Set these two as variables of the repository (Settings, Secrets and variables, Actions).\n" : ""
        return """
            # Verifies the kernel with every change. What is found is annotated in the pull request and summed up on the page of
            # the run; the report is kept with it, and findings go to code scanning where the repository has that.
            name: Plumbline

            on:
              push:
              pull_request:

            permissions:
              contents: read
              security-events: write

            jobs:
              verify:
                runs-on: ubuntu-latest
                container: swift:6.2
                env:
            \(remark)      PLUMBLINE_URL: \(url)
                  PLUMBLINE_COMMIT: \(commit)
                  # The compiler of the image, for the kernel.
                  CC: clang
                steps:
                  - uses: actions/checkout@v4

                  - name: Install libraries
                    run: |
                      apt-get update
                      apt-get install -y --no-install-recommends \\
                        git make pkg-config libmpfr-dev libgmp-dev libopenblas-dev

                  # A branch is as far as it is today, so that a build that is kept is never of another commit.
                  - name: Find the commit
                    id: plumbline
                    run: |
                      commit=$(git ls-remote "$PLUMBLINE_URL" "$PLUMBLINE_COMMIT" | head -n 1 | cut -f 1)
                      echo "commit=${commit:-$PLUMBLINE_COMMIT}" >> "$GITHUB_OUTPUT"

                  - name: Keep the build
                    uses: actions/cache@v4
                    with:
                      path: .plumbline
                      key: plumbline-${{ runner.arch }}-${{ steps.plumbline.outputs.commit }}
                      restore-keys: plumbline-${{ runner.arch }}-

                  - name: Build Plumbline
                    env:
                      COMMIT: ${{ steps.plumbline.outputs.commit }}
                    run: |
                      test -d .plumbline || git clone "$PLUMBLINE_URL" .plumbline
                      git config --global --add safe.directory "$PWD/.plumbline"
                      git -C .plumbline fetch --quiet --tags origin
                      git -C .plumbline checkout --quiet --detach "$COMMIT"
                      make -C .plumbline build

                  - name: Verify
                    run: |
                      VERIFY="$PWD/.plumbline/.build/release/verify" sh Plumbline/test.sh --plain \\
                        --github --junit build/junit.xml --sarif build/findings.sarif

                  - uses: actions/upload-artifact@v4
                    if: always()
                    with:
                      name: plumbline-report
                      path: Plumbline/build

                  # Code scanning is not there in every repository, and not for pull requests from forks.
                  - uses: github/codeql-action/upload-sarif@v3
                    if: always()
                    continue-on-error: true
                    with:
                      sarif_file: Plumbline/build/findings.sarif

            """
    }
}
