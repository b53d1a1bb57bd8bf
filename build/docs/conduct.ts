/** What differs from the API that is published in 2026-10, and does not show in names and types. */
export const conduct = [
  {
    matter: 'a bad body of `POST /v1/webhooks/{id}/deliveries/{delivery_id}/replay`',
    published: '422 `validation_error`',
    here: '400 `invalid_body`, like the bad body of every other call',
  },
  {
    matter: '`planNotice` and its headers',
    published: 'every JSON object, while listings beyond the plan are held inactive',
    here: 'the 402 that a workspace beyond its plan is answered; its listings stay active',
  },
  {
    matter: '`ConnectStatus.capabilities`',
    published: '`reservations` and `pms`',
    here: '`reservations`; which PMS has what of `pms` is not published',
  },
]
