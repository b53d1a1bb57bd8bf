#!/usr/bin/env bash
# Connects an account by curl alone, and checks that it is connected. Each call is sent again as the same call.
set -euo pipefail
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT

# The answer is in $answer, the code of its error in $code.
call() {
  local method=$1 path=$2 body=${3:-} key=$RANDOM$RANDOM$RANDOM status wait attempt
  for attempt in 1 2 3 4; do
    read -r status wait < <(
      curl -sS --max-time 1 -o "$answer" -w '%{http_code} %header{retry-after}\n' -X "$method" "$REPULL_API_URL$path" \
        -H "Authorization: Bearer $REPULL_KEY" -H 'Content-Type: application/json' -H "Idempotency-Key: $key" \
        ${body:+-d "$body"} 2>/dev/null
    ) || true
    # What is cut on the way has a status, too, so that its body is looked at.
    [[ $status == 2* && $(tail -c 1 "$answer") == '}' ]] && return 0
    code=$(sed -nE 's/.*"code":"(\w+)".*/\1/p' "$answer")
    [[ $status == 4* && $status != 429 ]] && return 1
    [ "$attempt" -lt 4 ] && sleep "${wait:-0.$((2 ** attempt))}"
  done
  return 1
}

open() { call POST /v1/connect/airbnb '{"redirectUrl": "http://127.0.0.1:9/callback"}' && session=$(grep -o 'cs_[0-9A-Z]*' "$answer" | head -n 1); }
complete() { call POST "/v1/connect/sessions/$session/complete" '{"provider": "airbnb", "accountId": "a-1"}'; }

open
if ! complete; then
  case ${code:-} in
    session_expired) open && complete ;;
    session_terminal) ;; # Somebody was faster, or our first attempt was.
    *) exit 1 ;;
  esac
fi
call GET /v1/connect/airbnb
grep -q '"connected":true' "$answer" && grep -q '"status":"active"' "$answer"
echo connected
