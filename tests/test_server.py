"""The page's server: bounded, closed to the outside, and still there after rubbish."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from outsim import InputError, compare, load_scenario
from outsim.app import commanding, request, server
from outsim.app.guards import MOST_BYTES
from outsim.app.lanes import AskerLeft, Lane, LaneIsFull
from outsim.app.warm import WarmUp
from outsim.cli import main as command_line

BASE = "classroom"
FEW = {"scenario": BASE, "replicates": 32}
HELP = {"progress_updates": {"start": 10, "dose": 1}}


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = server.application(WarmUp([("nothing", lambda: None)], needed=1), hosts=("testserver",))
    with TestClient(app) as made:
        yield made


def post(client: TestClient, path: str, asked: Any) -> Any:
    return client.post(f"/api/{path}", content=asked if isinstance(asked, bytes) else json.dumps(asked))


def test_it_offers_what_the_page_is_made_from(client: TestClient) -> None:
    offered = client.get("/api/offered").json()
    assert {"version", "scenarios", "indicators", "limits"} <= set(offered)
    situation = post(client, "situation", {"scenario": BASE}).json()
    assert {each["name"] for each in situation["controls"]} >= {"client.country", "contract.clarity"}
    for name, label in (("classroom", "Classroom"), ("nearshore_finance", "Nearshore finance")):
        sections = post(client, "situation", {"scenario": name}).json()["believe"]["sections"]
        assert sections[1]["paragraphs"][0].startswith(f"{label}, "), "sources are those of the scenario that is open"
    assert client.get("/api/health").json()["ready"]


@pytest.mark.slow
def test_an_answer_comes_over_the_wire_as_it_is_in_python(client: TestClient) -> None:
    from outsim.app.answer import answer

    asked = {**FEW, "parameters": {"contract.clarity": 0.3}, "levers": HELP}
    assert post(client, "answer", asked).json() == json.loads(json.dumps(answer(asked)))


@pytest.mark.parametrize(
    ("path", "asked", "said", "at"),
    [
        ("answer", {"parameters": {"contract.clarity": 7}}, "must be a number from 0 to 1", "contract.clarity"),
        ("answer", {"levers": {"output_review": {"dose": 2}}}, "must be", "interventions.output_review.dose"),
        ("answer", {"parameters": {"client.staff": 3000}}, "sizes stay those of the scenario", "client.staff"),
        ("answer", {"parameters": {"weeks": 90}}, "sizes stay", None),
        ("answer", {"parameters": ["weeks"]}, "must be values by name", None),
        ("answer", {"parameters": 3}, "must be values by name", None),
        ("answer", {"scenario": "../../etc/passwd"}, "unknown scenario", None),
        ("answer", {"scenario": ["x"]}, "unknown scenario", None),
        ("answer", {"scenario": "\ud800"}, "unknown scenario", None),
        ("answer", {"seed": 10**400}, "seed", "seed"),
        ("answer", {"replicates": 10**400}, "replicates", "replicates"),
        ("answer", b'{"replicates": 1e400}', "replicates = inf: must be a whole number", "replicates"),
        ("answer", b'{"branch": {"replicate": 1e400, "week": 3}}', "replicate = inf", "replicate"),
        ("partnership", b'{"replicate": 1e400}', "replicate = inf: must be a whole number", "replicate"),
        ("answer", b"{", "not JSON", None),
        ("answer", b"[1]", "must be a JSON object", None),
        ("answer", b'{"seed": NaN}', "NaN", None),
        ("answer", b"[" * 10_000, "not JSON", None),
        ("answer", b"\xff\xfe", "not JSON", None),
        ("compare", {"packages": []}, "must be a list of one to 4", None),
        ("compare", {"packages": [{"name": "<b>", "levers": {"x": {}}}]}, "unknown lever 'x'", None),
        ("compare", {"packages": [{"name": "a", "levers": {}}]}, "must pull at least one lever", None),
        ("export/yaml", {"branch": {"replicate": 1, "week": 3}}, "does not continue one partnership", None),
    ],
)
def test_what_cannot_be_is_said_and_the_server_stays(
    client: TestClient, path: str, asked: Any, said: str, at: str | None
) -> None:
    answered = post(client, path, asked)
    assert answered.status_code == 422, answered.text
    assert said in answered.json()["problem"]
    assert answered.json()["at"] == at
    assert client.get("/api/health").status_code == 200


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from([*request.KEYS, "packages", "x"])


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(keys, anything, min_size=1, max_size=4), st.sampled_from(sorted(server.CALLS)))
def test_rubbish_is_refused_and_never_breaks_it(client: TestClient, asked: dict[str, Any], path: str) -> None:
    asked |= {"replicates": asked.get("replicates", 4)} if path != "situation" else {}
    answered = client.post(f"/api/{path}", content=json.dumps(asked).encode())
    assert answered.status_code in (200, 422), answered.text


def test_long_bodies_wrong_paths_and_wrong_methods_are_refused(client: TestClient) -> None:
    assert post(client, "answer", b" " * (MOST_BYTES + 1)).status_code == 413
    chunks = (b" " * 4096 for _ in range(MOST_BYTES // 4096 + 1))
    assert client.post("/api/answer", content=chunks).status_code == 413
    assert client.get("/api/answer").status_code == 405
    for path in ("/api/passwords", "/static/../server.py", "/static/%2e%2e/server.py", "/static//etc/passwd"):
        assert client.get(path).status_code == 404
        assert "problem" in client.get(path).json()


def test_only_its_own_names_reach_it_and_its_pages_reach_nothing_else(client: TestClient) -> None:
    assert client.get("/api/health", headers={"host": "evil.example"}).status_code == 400
    for path in ("/", "/api/health", "/static/scales.js", "/nothing"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "http" not in policy
        assert "unsafe" not in policy


def test_a_page_elsewhere_cannot_make_it_compute(client: TestClient) -> None:
    own = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}
    for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/api/answer", content=b"{}", headers=headers).status_code == 403
        assert client.post("/api/situation", content=b"{}", headers=headers).status_code == 403
    assert client.post("/api/situation", content=json.dumps({"scenario": BASE}), headers=own).status_code == 200


@pytest.mark.slow
def test_the_exported_file_gives_the_command_line_the_same_numbers(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = {**FEW, "parameters": {"contract.clarity": 0.3, "vendor.country": "IND"}, "levers": HELP, "seed": 3}
    written = post(client, "export/yaml", asked)
    assert written.headers["content-disposition"] == 'attachment; filename="from_the_page.yaml"'
    place = tmp_path / "experiment" / "from_the_page.yaml"
    place.parent.mkdir()
    place.write_text(written.text)
    out = tmp_path / "out"
    assert command_line(["--config-dir", str(tmp_path), "experiment=from_the_page", f"out={out}"]) == 0
    answered = post(client, "answer", asked).json()
    runs = pd.read_parquet(out / "runs.parquet")
    for scenario, arm in (("baseline", "without"), ("levers", "with")):
        failed = (runs.loc[runs["scenario"] == scenario, "outcome"] == "terminated").sum()
        assert failed == answered["arms"][arm]["failed"]["count"]
    table = pd.read_csv(pd.io.common.StringIO(post(client, "export/csv", asked).text))
    assert set(table["arm"]) == {"given", "without", "with"}
    assert table["q50"].notna().all()
    assert table["future_of"].isna().all()
    branched = post(client, "export/csv", {**asked, "branch": {"replicate": 3, "week": 5}}).text
    table = pd.read_csv(pd.io.common.StringIO(branched))
    assert (set(table["future_of"]), set(table["from_week"])) == ({3}, {5})


@pytest.mark.slow
def test_packages_are_compared_as_the_study_does(client: TestClient) -> None:
    packages = [{"name": "<late>", "levers": HELP}, {"name": "early", "levers": {"progress_updates": {"start": 0}}}]
    found = post(client, "compare", {**FEW, "packages": packages}).json()
    base = load_scenario(BASE)
    effect = compare(base, {each["name"]: each["levers"] for each in packages}, replicates=32)
    for package, row in zip(found["packages"], effect.effects, strict=True):
        assert package["name"] == row.package
        assert package["prevented"]["value"] == pytest.approx(row.prevented.value, rel=1e-3)
        assert package["cost"]["value"] == pytest.approx(row.intervention_cost.value, rel=1e-3)


def test_who_leaves_is_not_computed_and_a_full_queue_says_so() -> None:
    begun, may_end = threading.Event(), threading.Event()
    computed: list[str] = []

    def slow() -> str:
        begun.set()
        may_end.wait(10)
        computed.append("slow")
        return "slow"

    async def stays() -> None:
        await asyncio.Event().wait()

    async def leaves() -> None:
        await asyncio.sleep(0.01)

    async def scene() -> None:
        lane = Lane("test", most=2)
        first = asyncio.ensure_future(lane.run(slow, stays))
        await asyncio.to_thread(begun.wait, 10)
        with pytest.raises(AskerLeft):
            await lane.run(lambda: computed.append("left"), leaves)
        second = asyncio.ensure_future(lane.run(lambda: computed.append("stayed"), stays))
        await asyncio.sleep(0)
        with pytest.raises(LaneIsFull):
            await lane.run(lambda: computed.append("too many"), stays)
        may_end.set()
        assert await first == "slow"
        await second
        lane.close()

    asyncio.run(scene())
    assert computed == ["slow", "stayed"]


def test_a_start_that_fails_says_why() -> None:
    told: list[Any] = []

    def fails() -> None:
        raise OSError("no room left")

    warming = WarmUp([("compiling", fails)], needed=1, told=told.append)
    warming.start()
    warming.wait()
    assert warming.health["problem"] == "compiling: no room left"
    assert not warming.health["ready"]
    assert told[0]["doing"] == "compiling"


def test_addresses_that_cannot_be_had_are_said() -> None:
    taken = commanding.listen("127.0.0.1", 0)
    port = taken.getsockname()[1]
    with pytest.raises(InputError, match=rf"cannot listen on 127.0.0.1 port {port}.*--port 0"):
        commanding.listen("127.0.0.1", port)
    assert not any(address.startswith("127.") for address in commanding.own_addresses())
    with pytest.raises(InputError, match="--host '': must be an address"):
        commanding.listen("", 0)
    with pytest.raises(InputError, match="--port 70000"):
        commanding.listen("127.0.0.1", 70_000)
    for any_port in (0, None):
        with pytest.raises(InputError, match=r"cannot listen on 203\.0\.113\.1: "):
            commanding.listen("203.0.113.1", any_port)
    taken.close()


def test_ctrl_c_ends_it_while_much_is_imported_and_says_nothing() -> None:
    command = [sys.executable, "-m", "outsim.app", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as starting:
        assert starting.stdout
        assert starting.stderr
        starting.stdout.readline()
        time.sleep(0.5)  # what is imported takes longer
        starting.send_signal(signal.SIGINT)
        assert starting.wait(20) in (0, commanding.INTERRUPTED)
        assert starting.stderr.read() == ""


@pytest.mark.slow
def test_an_impatient_ctrl_c_ends_it_as_a_patient_one() -> None:
    command = [sys.executable, "-m", "outsim.app", "--no-open", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stderr
        address = running.stdout.readline().split()[1]
        with urllib.request.urlopen(f"{address}api/health", timeout=60) as reply:
            assert reply.status == 200
        for _ in range(3):
            running.send_signal(signal.SIGINT)
            time.sleep(0.05)
        assert running.wait(20) == 0
        assert running.stderr.read() == ""
