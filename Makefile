# The two commands: `make run` shows what Hikae does, `make test` checks it. `make browse` looks at every page as every role.
.PHONY: run demo browse test test-long faults fuzz build agent format lint clean

BUILD ?= .build
SWIFT_FLAGS := --scratch-path $(BUILD)

# Installs what is missing, builds release, writes the founding case, answers the loss of its laptop and opens the console
# on it. `make demo` ends with the answer.
run: build
	$(BUILD)/release/hikae demo --to demo --console

demo: build
	$(BUILD)/release/hikae demo --to demo

build:
	@Scripts/prepare.sh
	swift build -c release --product hikae $(SWIFT_FLAGS)

# The agent by itself: release, with the Swift runtime inside, stripped. Checks that it stays small and lean.
agent:
	@Scripts/prepare.sh
	swift build -c release --product hikae-agent --static-swift-stdlib --scratch-path .build-agent
	cp .build-agent/release/hikae-agent .build-agent/hikae-agent.full
	strip -o .build-agent/hikae-agent .build-agent/hikae-agent.full
	@Scripts/agent_is_lean.sh .build-agent/hikae-agent .build-agent/hikae-agent.full

# Format, warnings as errors, unit, property and corruption tests on SQLite and PostgreSQL, the founding case at a tenth, the
# transparency log read by Go's code and Go's log read by ours, sign-in through glewlwyd, kills under load with power cuts, and
# every page of the console once in Chromium, with pictures in .build/screenshots. Servers are tested by themselves, and so is
# the provider of sign-ins: beside tests that wait they would get no thread to answer from. A suite that hangs is ended, and fails.
test:
	@Scripts/prepare.sh test
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz
	swift build --build-tests $(SWIFT_FLAGS)
	Scripts/with-postgres.sh timeout --foreground 25m swift test --skip-build --parallel \
	  --skip ServerTests --skip ConsoleTests --skip SingleSignOnTests $(SWIFT_FLAGS)
	Scripts/with-postgres.sh timeout --foreground 10m swift test --skip-build --filter 'ServerTests|ConsoleTests' $(SWIFT_FLAGS)
	timeout --foreground 5m swift test --skip-build --filter SingleSignOnTests $(SWIFT_FLAGS)
	Tests/Founding/run.sh $(BUILD)/debug/hikae
	Tests/SignOn/run.sh $(BUILD)/debug/hikae
	Tests/Interop/run.sh $(BUILD)/debug/hikae
	Tests/Faults/run.sh $(BUILD)/debug short
	timeout --foreground 15m Tests/Browser/run.sh $(BUILD)/debug/hikae short

# Every page of the console in Chromium, as every role, in both languages, with axe-core; the API held to its description.
# Fails where axe-core and schemathesis cannot be fetched, unless HIKAE_BROWSE_WITHOUT_TOOLS=1 says that this may be.
browse:
	@Scripts/prepare.sh browse
	swift build --product hikae $(SWIFT_FLAGS)
	Tests/Browser/run.sh $(BUILD)/debug/hikae

# Longer than a commit should wait for: the tests, the whole founding case, 200 power cuts, each fuzz target for a minute.
test-long: test browse demo faults fuzz

# 200 kills with power cuts, 60 kills of three servers; see Tests/Faults/README.md.
faults:
	@Scripts/prepare.sh test
	swift build $(SWIFT_FLAGS)
	Tests/Faults/run.sh $(BUILD)/debug long

# Fuzzes every parser of foreign bytes; FUZZ_SECONDS each, FUZZ_TARGETS for some of them. See Fuzz/README.md.
FUZZ_SECONDS ?= 60
fuzz:
	@Scripts/prepare.sh
	FUZZ=1 swift build -c release --scratch-path .build-fuzz --product hikae-fuzz -Xswiftc -sanitize=fuzzer,address \
	  -Xswiftc -use-ld=lld -Xswiftc -enable-testing -Xcc -fsanitize=fuzzer-no-link,address
	@for target in $${FUZZ_TARGETS:-$$(.build-fuzz/release/hikae-fuzz)}; do mkdir -p .build-fuzz/corpus/$$target; \
	  ASAN_OPTIONS=detect_leaks=0 .build-fuzz/release/hikae-fuzz $$target -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	  -rss_limit_mb=2500 -max_len=70000 -len_control=0 -artifact_prefix=.build-fuzz/$$target- \
	  .build-fuzz/corpus/$$target $$(ls -d Tests/DocumentsTests/Fixtures/*/) \
	  Tests/OperationLogsTests/Fixtures Tests/DiskEncryptionTests/Fixtures Tests/KeyEscrowTests/Fixtures || exit 1; done

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks Fuzz

clean:
	rm -rf $(BUILD) .build-fuzz .build-agent demo
