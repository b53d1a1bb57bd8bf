import { type ErrorTable, json } from '../entry.js'

/** A line that subscribes an endpoint at which nobody listens, and keeps its id as `$WEBHOOK`. */
const subscribe = `WEBHOOK=$(curl -s -X POST $MOCK/v1/webhooks -H "$KEY" ${json} -d '{"url": "http://127.0.0.1:9/hooks", "events": ["repull.ping"]}' | grep -o '[0-9a-f-]\\{36\\}' | head -n 1)`

/** Errors of the deliveries of webhooks. */
export const webhookErrors = {
  replay_limit_reached: {
    status: 409,
    message: 'This delivery was replayed as often as an hour allows.',
    fix: 'Replay it again after retry_after seconds, or fix the endpoint and wait for the scheduled retry.',
    details: {
      retry_after: 3600,
      replays_made: 3,
      replay_limit: 3,
      replay_window_minutes: 60,
      next_replay_allowed_at: '2026-11-21T10:00:00.000Z',
    },
    when: [
      'A delivery, or a replay of it, is replayed a fourth time within 60 minutes of workspace time. next_replay_allowed_at says when the next replay is allowed; advance the clock to it.',
    ],
    script: [
      subscribe,
      'DELIVERY=$(curl -s -X POST $MOCK/v1/webhooks/$WEBHOOK/ping -H "$KEY" | sed \'s/.*"deliveryId":"\\([^"]*\\)".*/\\1/\')',
      'curl -s -o /dev/null "$MOCK/_mock/webhooks?webhook=$WEBHOOK&wait=5s" -H "$KEY"',
      'for n in 1 2 3; do curl -s -o /dev/null -X POST $MOCK/v1/webhooks/$WEBHOOK/deliveries/$DELIVERY/replay -H "$KEY"; done',
      'curl -s -X POST $MOCK/v1/webhooks/$WEBHOOK/deliveries/$DELIVERY/replay -H "$KEY"',
    ],
    example: { message: 'This delivery was replayed 3 times within the last 60 minutes.' },
  },
  delivery_already_succeeded: {
    status: 409,
    message: 'The endpoint took this delivery.',
    fix: 'Send {"force": true} to replay it all the same.',
    when: ['A delivery that succeeded is replayed without force.'],
    script: ['curl -s -X POST $MOCK/v1/webhooks -H "$KEY" -H \'Prefer: error=delivery_already_succeeded\''],
    remark: 'It needs an endpoint that answers, so the Prefer header asks for it.',
  },
} satisfies ErrorTable
