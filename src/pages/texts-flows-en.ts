/** The English texts of the flows. */
export const flowsEn = {
  consent: {
    step: 'Access',
    lead: (app: string, provider: string) =>
      `${app} asks for access to your ${provider} account. If you allow it, the app gets:`,
    access: {
      listings: 'Listings, prices and calendars',
      reservations: 'Reservations',
      messages: 'Messages to guests',
      manage: 'Read and change',
      send: 'Read and write',
      read: 'Read only',
      none: 'No access',
    },
    promise: 'You can take the access back at any time.',
    approve: 'Allow access',
    deny: 'Refuse',
  },
  account: {
    step: 'Account',
    title: 'Is this your account?',
    lead: (app: string) => `This is the account that ${app} gets access to.`,
    name: 'Name',
    confirm: 'Connect this account',
  },
  credentials: {
    step: 'Credentials',
    lead: (provider: string) =>
      `Enter the credentials that ${provider} gave you for connecting other software.`,
    hint: 'Any value works here. `invalid`, `unavailable` and `slow` choose how the provider answers.',
    submit: 'Connect',
    optional: (label: string) => `${label} (optional)`,
  },
  activation: {
    step: 'Activation',
    lead: (provider: string) => `${provider} connects with a username and a password that were made for you.`,
    steps: (provider: string): readonly string[] => [
      `Sign in at ${provider} as the owner of the account.`,
      'Open the settings for connected software.',
      'Paste the username and the password, and save.',
    ],
  },
  designation: {
    step: 'Permission',
    title: 'Choose Repull in the Extranet',
    lead: 'Booking.com needs you to confirm that Repull may manage your hotel.',
    steps: [
      'Sign in to the Booking.com Extranet.',
      'Open Account, then Connectivity provider.',
      'Search for Repull and confirm.',
    ],
  },
  hotel: {
    step: 'Hotel',
    title: 'Which hotel is yours?',
    lead: 'You find the hotel ID at the top of each page of the Extranet.',
    hint: 'Six digits or more.',
    sandbox: 'Any ID works here. The endings `412`, `425`, `502` and `503` choose how Booking.com answers.',
    verify: 'Verify the hotel',
    another: 'Another hotel',
  },
  importing: {
    title: 'Importing the rooms',
    lead: (hotel: string) => `${hotel} is verified. Its rooms are being imported.`,
    next: 'This takes a few seconds. The page continues by itself.',
  },
  rooms: {
    step: 'Rooms',
    title: (hotel: string) => `Match the rooms of ${hotel}`,
    lead: 'Choose a listing for each room. You can leave rooms out.',
    guests: (count: number) => (count === 1 ? '1 guest' : `${count} guests`),
    none: 'No listing',
    map: 'Finish',
    ask: {
      title: 'Continue without listings?',
      text: (hotel: string) =>
        `No room of ${hotel} has a listing yet. Without one, its prices, calendar and reservations do not reach any listing.`,
      back: 'Match rooms',
      go: 'Continue without listings',
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
}
