"""Done when 6: a package outside ours builds against the products and tests a bot."""

import subprocess

from world.paths import BUILD, ROOT


def test_a_package_outside_ours_tests_its_bot():
    done = subprocess.run(
        ["swift", "test", "--package-path", str(ROOT / "Examples" / "OutsideBot"),
         "--scratch-path", str(BUILD / "outside")],
        capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "passed" in done.stdout + done.stderr
    assert "with 0 tests" not in done.stdout + done.stderr
