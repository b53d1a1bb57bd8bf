#!/usr/bin/env bash
set -euo pipefail
mock=${REPULL_API_BASE_URL:-http://127.0.0.1:7855}

call() {
  local answer
  answer=$(curl -sS --fail-with-body -X "$1" "$mock$2" -H "Authorization: Bearer ${REPULL_KEY:-sk_test_demo}" \
    -H 'Content-Type: application/json' ${3:+-d "$3"}) && echo "$answer" && return
  sed -nE 's/.*"code":"(\w+)".*"fix":"(([^"\]|\\.)*)".*/\1: \2/p' <<<"$answer" >&2
  return 1
}
all() { grep -o "\"$1\":\"[^\"]*" | cut -d '"' -f 4 | paste -s -d , | sed 's/,/, /g'; }

call POST /v1/sandbox/seed >/dev/null
session=$(call POST /v1/connect/airbnb '{"redirectUrl": "'"$mock"'/demo/callback", "state": "user-42"}')
id=$(all id <<<"$session")
approved=$(call POST "/_mock/sessions/$id/approve") # what a host does at the session's url
connections=$(call GET /v1/connect)
listings=$(call GET '/v1/listings?limit=2')

echo "connected $(all provider <<<"$approved")"
echo "connections: $(all provider <<<"$connections")"
echo "listings: $(all name <<<"$listings")"
