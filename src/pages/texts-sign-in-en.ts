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
    hint: 'Any login works here. Try `blocked`, `pending` or `slow` before the @.',
    vrboLink: 'Sign in with your Vrbo account instead',
    extranetLink: 'Sign in to the Extranet instead',
    otherWay: 'Another way',
    extranet: 'the Booking.com Extranet',
    inviteLink: 'Invite a user instead',
    pending: 'Vrbo is still checking your sign-in. Sign in once more.',
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
    hint: 'Any six digits work here, except `000000`.',
    back: 'Another login',
  },
  access: {
    step: 'Access',
    signingIn: {
      title: 'Signing in',
      lead: 'The Extranet is checking your sign-in.',
      next: 'This takes a few seconds. The page continues by itself.',
    },
    invite: {
      title: 'Invite a user to the Extranet',
      lead: (app: string) => `Give ${app} a user of its own, so that you keep your login to yourself.`,
      steps: [
        'Sign in to the Booking.com Extranet.',
        'Open Account, then Users.',
        'Choose to add a user. The next page shows whom.',
      ] as readonly string[],
      submit: 'Show the user',
    },
    invited: {
      title: 'The user to invite',
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
    title: 'Match your listings',
    lead: (account: string) => `Choose a listing for each unit of ${account}. You can leave some out.`,
    importing: {
      title: 'Importing your listings',
      lead: (account: string) => `The units of ${account} are being imported.`,
    },
    ask: {
      title: 'Finish without listings?',
      text: (account: string) =>
        `No unit of ${account} has a listing yet. Without one, its prices, calendar and reservations do not reach any listing.`,
      back: 'Match listings',
      go: 'Finish without listings',
    },
  },
}
