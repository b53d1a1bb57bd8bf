import { credentialLabels } from '../providers/credentials.js'

/** The English texts of the hosted pages. */
export const en = {
  language: 'en',
  cancel: 'Cancel',
  back: 'Back',
  allDone: 'I have done all of this',
  backToApp: 'Back to the app',
  refused: 'Not accepted:',
  sandbox: {
    note: 'Sandbox: this is repull-mock, and no real account is touched.',
    left: 'Time left',
    actions: 'End the session now:',
    approve: 'approve',
    deny: 'refuse',
    expire: 'let it expire',
  },
  picker: {
    title: 'What would you like to connect?',
    search: 'Search',
    nothing: 'No provider has that name.',
    ota: 'Booking channels',
    pms: 'Property management systems',
    beta: 'beta',
  },
  connect: (provider: string) => `Connect ${provider}`,
  consent: {
    lead: (provider: string) => `An app asks for access to your ${provider} account. It would be able to:`,
    full_access: [
      'read and change listings, prices and calendars',
      'read and manage reservations',
      'read and write messages to guests',
    ],
    messaging: ['read reservations', 'read and write messages to guests'],
    read_only: ['read listings, prices and calendars', 'read reservations and messages'],
    approve: 'Allow access',
    deny: 'Refuse',
    conflict: 'My account is connected elsewhere',
  },
  account: {
    title: 'Is this your account?',
    name: 'Name',
    confirm: 'Connect this account',
  },
  credentials: {
    lead: (provider: string) =>
      `Enter the credentials that ${provider} gave you for connecting other software.`,
    hint: 'Any value works in this sandbox. The values invalid, unavailable and slow choose how the provider answers.',
    submit: 'Connect',
    fields: credentialLabels('en'),
    optional: (label: string) => `${label} (optional)`,
  },
  activation: {
    lead: (provider: string) =>
      `${provider} connects with a username and a password that were made for you. Do this first:`,
    steps: (provider: string): readonly string[] => [
      `Sign in at ${provider} as the owner of the account.`,
      'Open the settings for connected software.',
      'Paste the username and the password, and save.',
    ],
  },
  designation: {
    title: 'Choose Repull in the Extranet',
    lead: 'Booking.com needs you to confirm that Repull may manage your hotel. Do this first:',
    steps: [
      'Sign in to the Booking.com Extranet.',
      'Open Account, then Connectivity provider.',
      'Search for Repull and confirm.',
    ],
  },
  hotel: {
    title: 'Which hotel is yours?',
    hint: 'Six digits or more. Any id works in this sandbox; those that end in 412, 425, 502 or 503 choose how Booking.com answers.',
    verify: 'Verify the hotel',
    another: 'Another hotel',
  },
  importing: {
    title: 'The rooms are being imported',
    lead: (hotel: string) =>
      `${hotel} is verified. This page continues by itself once its rooms are imported.`,
  },
  rooms: {
    title: (hotel: string) => `Match the rooms of ${hotel}`,
    lead: 'Choose the listing for each room.',
    guests: (count: number) => (count === 1 ? '1 guest' : `${count} guests`),
    none: 'No listing',
    map: 'Finish',
  },
  done: {
    goingOn: 'You are being taken back to the app.',
    close: 'You can close this page.',
    completed: {
      title: 'Connected',
      text: (provider: string, account: string) => `Your ${provider} account is connected: ${account}.`,
    },
    cancelled: { title: 'Not connected', text: () => 'Nothing was connected.' },
    errored: {
      title: 'Not connected',
      text: (provider: string) => `Your ${provider} account is connected elsewhere, and nothing was changed.`,
    },
  },
  refusals: {
    missing: (label: string) => `Fill this in: ${label}.`,
    hotelId: 'A hotel ID is 6 to 64 digits, and nothing else.',
    byCode: {
      invalid_credentials: (provider: string) =>
        `${provider} refused these credentials. Check them and try again.`,
      provider_unavailable: (provider: string) =>
        `${provider} cannot be reached at the moment. Try again later.`,
      designation_pending: () =>
        'You have not yet confirmed to Booking.com that Repull may manage this hotel. Do that in the Extranet, then try again.',
      booking_error: () => 'Booking.com answered with an error. Try again later.',
      claim_pending: () => 'The rooms of the hotel are not imported yet. Wait a moment and try again.',
    },
    other: () => 'That did not work. Check what you entered and try again.',
  },
  problems: {
    developers: 'For developers',
    again: 'Open the page again',
    startAgain: 'Go back to the app and start again there.',
    byCode: {
      not_found: { title: 'This link leads nowhere', text: 'It may be incomplete, or very old.' },
      session_expired: { title: 'This link has expired', text: 'Such a link works for a short time only.' },
      invalid_provider: {
        title: 'This link is not valid',
        text: 'It was not made for the provider that it names.',
      },
      invalid_params: { title: 'This link is not complete', text: 'A part of it is missing or damaged.' },
      forbidden: { title: 'This form is out of date', text: 'Nothing was changed. Please repeat the step.' },
    },
    completed: { title: 'Already connected', text: 'This link cannot be used a second time.' },
    ended: {
      title: 'This link was used before',
      text: 'Nothing was connected. The link cannot be used again.',
    },
    other: { title: 'That did not work', text: 'Nothing was changed.' },
  },
}

/** The texts of one language. */
export type Texts = typeof en
