"""Connects an account, and asserts that it is connected: a test without a framework. It retries as the same call."""

import json, os, time, uuid
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

mock = os.environ["REPULL_API_URL"]
key = os.environ["REPULL_KEY"]


class Refused(Exception):
    def __init__(self, status, code, retry_after):
        super().__init__(f"{status} {code}")
        self.status, self.code, self.retry_after = status, code, retry_after


def send(method, path, body, headers):
    data = json.dumps(body).encode() if body is not None else None
    try:
        with urlopen(Request(mock + path, data, headers, method=method), timeout=1) as answer:
            return json.load(answer)
    except HTTPError as answer:
        try:
            code = json.load(answer)["error"]["code"]
        except (ValueError, KeyError, OSError):
            code = None  # a gateway on the way answers with a page
        raise Refused(answer.code, code, answer.headers.get("Retry-After")) from None


def call(method, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    if method == "POST":
        headers["Idempotency-Key"] = str(uuid.uuid4())
    for attempt in range(1, 5):
        pause = 0.05 * 2**attempt
        try:
            return send(method, path, body, headers)
        except Refused as refused:
            if attempt == 4 or (refused.status < 500 and refused.status != 429):
                raise
            pause = float(refused.retry_after or pause)
        except (URLError, HTTPException, OSError, ValueError):
            if attempt == 4:
                raise
        time.sleep(pause)


def connect():
    session = call("POST", "/v1/connect/airbnb", {"redirectUrl": "http://127.0.0.1:9/callback"})
    try:
        call("POST", f"/v1/connect/sessions/{session['id']}/complete", {"provider": "airbnb", "accountId": "a-1"})
    except Refused as refused:
        if refused.code == "session_expired":
            fresh = call("POST", "/v1/connect/airbnb", {"redirectUrl": "http://127.0.0.1:9/callback"})
            call("POST", f"/v1/connect/sessions/{fresh['id']}/complete", {"provider": "airbnb", "accountId": "a-1"})
        elif refused.code != "session_terminal":
            raise


connect()
status = call("GET", "/v1/connect/airbnb")
assert status["connected"] and status["status"] == "active", status
print("connected")
