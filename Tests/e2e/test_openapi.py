"""schemathesis asks the running server for everything that its OpenAPI document says."""

import os
import shutil
import subprocess

from world.paths import PYTHON, ROOT, environment
from world.waiting import patience

SECONDS = os.environ.get("ROOST_OPENAPI_SECONDS", "60")
# These would end the session that the rest needs.
LEFT_OUT = (
    "post_auth_logout", "put_auth_password", "delete_auth_sessions_session_id",
)


def test_every_answer_conforms_to_the_document(make_server, tmp_path):
    server = make_server(ROOST_LOG_LEVEL="error", ROOST_ACCESS_TOKEN_LIFETIME="1h")
    # The first account owns the server: nothing is refused for want of permissions.
    server.add_user("owner", "the owner's password")
    token = server.call("POST", "/auth/login", body={
        "username": "owner", "password": "the owner's password"}).body["access_token"]
    command = [
        PYTHON["conformance"].with_name("st"), "run", f"{server.url}/api/v1/openapi.json",
        "--url", f"{server.url}/api/v1", "-H", f"Authorization: Bearer {token}",
        "--seed", "6", "--max-examples", "10", "--max-time", SECONDS, "--no-shrink",
        "--request-timeout", "30", "--no-color",
    ]
    for operation in LEFT_OUT:
        command += ["--exclude-operation-id", operation]
    # A copy, for it keeps a cache beside its configuration.
    folder = shutil.copytree(ROOT / "Tests/e2e/openapi", tmp_path / "openapi")
    done = subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True,
        text=True, env=environment(tmp_path / "home", COLUMNS=200, PYTHONDONTWRITEBYTECODE=1),
        timeout=patience(float(SECONDS) + 60))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    # It got through: a server that refuses everybody would conform as well.
    assert server.call("GET", "/users/@me", f"Bearer {token}").status == 200
    assert len(server.channels(f"Bearer {token}")) > 0
