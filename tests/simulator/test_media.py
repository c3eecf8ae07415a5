"""Uploaded files."""

from tests.builders.simulator import SimulatorClient
from tests.simulator.conftest import Api

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 64
DAY = 86_400


def test_a_file_can_be_fetched_for_three_days(api: Api, sim: SimulatorClient) -> None:
    made = api.upload(PNG, name="海报 1.png")
    assert isinstance(made["created_at"], str)
    query = {"access_token": api.token, "media_id": made["media_id"]}
    whole = api.http.get("media/get", params=query)
    assert whole.content == PNG
    assert "attachment" in whole.headers["content-disposition"]
    part = api.http.get("media/get", params=query, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, PNG[:4])
    assert part.headers["content-range"] == f"bytes 0-3/{len(PNG)}"
    sim.set_clock(advance_s=3 * DAY)
    api.get_token()
    assert api.get("media/get", media_id=made["media_id"])["errcode"] == 40007


def test_bad_files_are_refused(api: Api) -> None:
    assert api.upload(b"", kind="file")["errcode"] == 44001
    assert api.upload(b"12345", kind="file")["errcode"] == 40006
    assert api.upload(b"x" * (10 * 1024 * 1024 + 1), kind="video")["errcode"] == 45001
    assert api.upload(b"not a picture", kind="image")["errcode"] == 40123
    assert api.upload(PNG, kind="song")["errcode"] == 40004
    assert api.get("media/get")["errcode"] == 41006
    assert api.get("media/get", media_id="none")["errcode"] == 40007


def test_a_permanent_picture_has_an_address(api: Api) -> None:
    api.get_token()
    query = {"access_token": api.token}
    answer = api.http.post("media/uploadimg", params=query, files={"media": ("a.png", PNG)}).json()
    assert answer["url"].startswith("https://")


def test_attachments_of_moments_have_a_numeric_time(api: Api) -> None:
    api.get_token()
    query = {"access_token": api.token, "media_type": "image", "attachment_type": 1}
    path = "media/upload_attachment"
    answer = api.http.post(path, params=query, files={"media": ("a.png", PNG)}).json()
    assert isinstance(answer["created_at"], int)
    bad = {**query, "attachment_type": 7}
    assert api.http.post(path, params=bad, files={"media": ("a.png", PNG)}).json()["errcode"] == 40004
