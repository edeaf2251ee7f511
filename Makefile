# The two commands: `make run` shows what Hikae does, `make test` checks everything.
.PHONY: run test test-long build format lint clean

BUILD ?= .build
SWIFT_FLAGS := --scratch-path $(BUILD)

# Installs what is missing, builds release, writes the founding case and answers the loss of its laptop.
run: build
	$(BUILD)/release/hikae demo --to demo

build:
	@Scripts/prepare.sh
	swift build -c release --product hikae $(SWIFT_FLAGS)

# Everything: format, warnings as errors, unit, property and corruption tests, the founding case at a tenth.
test:
	@Scripts/prepare.sh test
	swift format lint --strict --recursive --parallel Package.swift Sources Tests
	swift build --build-tests $(SWIFT_FLAGS)
	swift test --skip-build --parallel $(SWIFT_FLAGS)

# Hours rather than minutes: the whole founding case, long corruption runs.
test-long: build
	HIKAE_LONG=1 swift test $(SWIFT_FLAGS)
	$(BUILD)/release/hikae demo --to demo

lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Tests

format:
	swift format --in-place --recursive --parallel Package.swift Sources Tests

clean:
	rm -rf $(BUILD) demo
