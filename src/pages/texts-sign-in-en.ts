/** The English texts of the pages on which hosts sign in. */
export const signInEn = {
  signIn: {
    step: 'Sign-in',
    title: (channel: string) => `Sign in to ${channel}`,
    lead: (app: string, channel: string) =>
      `${app} connects to ${channel} with the login that you have there.`,
    email: 'E-mail address',
    password: 'Password',
    submit: 'Sign in',
    hint: 'Any address and any password work here. A word before the @ chooses what comes next, like blocked, pending, importing or slow.',
    vrboLink: 'Sign in with your Vrbo account instead',
    extranetLink: 'Sign in to the Extranet instead',
    otherWay: 'Connect in another way',
    extranet: 'the Booking.com Extranet',
    inviteLink: 'Invite a user instead',
    pending: 'Vrbo is still looking at your sign-in. Send it once more.',
    emailForm: 'Enter an e-mail address.',
  },
  reasons: {
    bad_credentials: 'The e-mail address or the password is wrong.',
    blocked: 'This account is blocked. Unblock it there, then try again.',
    bad_code: 'This code is wrong or too old.',
  },
  code: {
    step: 'Code',
    title: 'Enter your code',
    lead: (channel: string, destination: string) => `${channel} sent a code to ${destination}.`,
    label: 'Six-digit code',
    submit: 'Confirm the code',
    hint: 'Any six digits work here, except 000000.',
    back: 'Use another login',
  },
  access: {
    step: 'Access',
    signingIn: {
      title: 'Signing in',
      lead: 'The Extranet is looking at your sign-in.',
      next: 'This takes a few seconds. The page continues by itself.',
    },
    invite: {
      title: 'Invite a user to the Extranet',
      lead: (app: string) => `Give ${app} a user of its own, so that you keep your login to yourself.`,
      steps: [
        'Sign in to the Booking.com Extranet.',
        'Open Account, then Users.',
        'Invite the user that the next page shows, with full access.',
      ] as readonly string[],
      submit: 'Show the user',
    },
    invited: {
      title: 'Invite this user',
      lead: 'Invite this user in the Extranet, with full access.',
      email: 'E-mail address to invite',
      name: 'Name of the user',
      phone: 'Phone number for codes',
      done: 'I have invited this user',
    },
    lacking: {
      title: 'Full access is missing',
      lead: 'The user can sign in, but may not do everything yet.',
      steps: [
        'Open Account, then Users, in the Extranet.',
        'Give the user full access.',
      ] as readonly string[],
    },
    recheck: 'Check again',
  },
  units: {
    step: 'Listings',
    title: (account: string) => `Match what ${account} offers`,
    lead: 'Choose a listing for each. You can leave some out.',
    importing: {
      title: 'Importing your listings',
      lead: (account: string) => `You are signed in to ${account}. What it offers is being imported.`,
    },
    ask: {
      title: 'Finish without listings?',
      text: (account: string) =>
        `Nothing of ${account} has a listing yet, so that nothing reaches any listing.`,
      back: 'Match listings',
      go: 'Finish without listings',
    },
  },
}
