import json, os, sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

mock = os.environ.get("REPULL_API_BASE_URL", "http://127.0.0.1:7855")
key = os.environ.get("REPULL_KEY", "sk_test_demo")


def call(method, path, body=None):
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    data = json.dumps(body).encode() if body else None
    try:
        with urlopen(Request(mock + path, data, headers, method=method)) as answer:
            return json.load(answer)
    except HTTPError as answer:
        error = json.load(answer)["error"]
        sys.exit(f"{error['code']}: {error['fix']}")


call("POST", "/v1/sandbox/seed")
session = call("POST", "/v1/connect/airbnb", {"redirectUrl": f"{mock}/demo/callback", "state": "user-42"})
approved = call("POST", f"/_mock/sessions/{session['id']}/approve")  # what a host does at session["url"]
connections = call("GET", "/v1/connect")
listings = call("GET", "/v1/listings?limit=2")

print("connected", approved["provider"])
print("connections:", ", ".join(connection["provider"] for connection in connections["data"]))
print("listings:", ", ".join(listing["name"] for listing in listings["data"]))
