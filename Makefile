# The logic lies in scripts/: on a machine without make, run them.

.PHONY: demo test tsan sim bench release install format lint clean

demo:
	@scripts/demo.sh

test:
	@scripts/test.sh

tsan:
	@scripts/tsan.sh

sim:
	@SEED=$(SEED) COUNT=$(COUNT) scripts/sim.sh

bench:
	@scripts/bench.sh

release:
	@scripts/bootstrap.sh && scripts/build.sh roostd roost

install:
	@scripts/install.sh

format:
	@scripts/format.sh

lint:
	@scripts/format.sh --check

clean:
	rm -rf .build
