import { credentialLabels } from '../providers/credentials.js'
import { flowsEn } from './texts-flows-en.js'
import { signInEn } from './texts-sign-in-en.js'

/** The English texts of the hosted pages. */
export const en = {
  language: 'en',
  app: { name: 'Your app', inText: 'your app' },
  cancel: 'Cancel',
  back: 'Back',
  done: 'Done',
  copy: 'Copy',
  copied: 'Copied',
  backTo: (app: string) => `Back to ${app}`,
  refused: 'Not accepted:',
  progress: (at: number, of: number, name: string) => `Step ${at} of ${of}: ${name}`,
  checklist: { allDone: 'I have done all of this', missing: 'Do each step, then tick it.' },
  busy: {
    provider: (provider: string) => `Waiting for ${provider}…`,
    own: 'One moment…',
  },
  sandbox: {
    name: 'Sandbox',
    note: 'No real account is touched.',
    left: 'Time left',
    frozen: 'Clock frozen, time left',
    actions: 'End it now:',
    approve: 'Approve',
    deny: 'Refuse',
    expire: 'Expire',
    conflict: 'Connected elsewhere',
  },
  picker: {
    step: 'Service',
    title: 'What would you like to connect?',
    search: 'Search',
    nothing: 'No provider has that name.',
    ota: 'Booking channels',
    pms: 'Property management systems',
    beta: 'beta',
    another: 'Another service',
  },
  connect: (provider: string) => `Connect ${provider}`,
  ...flowsEn,
  ...signInEn,
  outcomes: {
    goingOn: (app: string) => `You are being taken back to ${app}.`,
    close: 'You can close this page.',
    again: (app: string) => `To try again, go back to ${app} and start anew.`,
    completed: {
      title: 'Connected',
      text: (provider: string, account: string) => `Your ${provider} account is connected: ${account}.`,
      next: (app: string, provider: string) => `From now on, ${app} works with your ${provider} account.`,
    },
    cancelled: { title: 'Cancelled', text: 'You stopped before the end. Nothing was connected.' },
    refused: {
      title: 'Access refused',
      text: (app: string, provider: string) =>
        `You gave ${app} no access to your ${provider} account. Nothing was connected.`,
    },
    errored: {
      title: 'Connected elsewhere',
      text: (provider: string) =>
        `Your ${provider} account is connected to other software, and nothing was changed.`,
      next: (provider: string) => `Disconnect it there first, or connect another ${provider} account.`,
    },
  },
  problems: {
    developers: 'For developers',
    again: 'Open the page again',
    startAgain: (app: string) => `Go back to ${app} and start again there.`,
    byCode: {
      not_found: { title: 'This link leads nowhere', text: 'It may be incomplete, or very old.' },
      session_expired: {
        title: 'This link has expired',
        text: 'For your safety, such a link works for a short time only. Nothing was connected.',
      },
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
  fields: credentialLabels('en'),
}

/** The texts of one language. */
export type Texts = typeof en
