import type { Stage } from './stage.js'

/** One thing that a host does on a page; what has the test id, or the first whose test id begins so. */
export type Act =
  | { readonly does: 'press' | 'choose' | 'clear'; readonly testId: string }
  | { readonly does: 'fill'; readonly testId: string; readonly text: string }
  | { readonly does: 'tick' }

/** One page of a walk. */
export interface Step {
  readonly name: string
  /** The test id by which the page is known. */
  readonly shows: string
  /** What the host does there; the last of it leads on. Nothing where the page goes on by itself. */
  readonly acts: readonly Act[]
}

/** A host's way through the pages of a flow, page by page, up to the last one. */
export interface Walk {
  /** Null for a picker. */
  readonly provider: string | null
  readonly steps: readonly Step[]
}

const press = (testId: string): Act => ({ does: 'press', testId })
const choose = (testId: string): Act => ({ does: 'choose', testId })
const clear = (testId: string): Act => ({ does: 'clear', testId })
const fill = (testId: string, text: string): Act => ({ does: 'fill', testId, text })
const tick: Act = { does: 'tick' }

const step = (name: string, shows: string, ...acts: readonly Act[]): Step => ({ name, shows, acts })

const consent = [
  step('consent', 'approve', press('approve')),
  step('account', 'confirm-account', press('confirm-account')),
]
const toSignIn = step('provider', 'sign-in-link', press('sign-in-link'))

/** Signs in as somebody; a word before the @ chooses what comes next. */
const signIn = (name: string, shows: string, word: string): Step =>
  step(
    name,
    shows,
    fill('field-email', `${word}@example.com`),
    fill('field-password', 'my-password'),
    press('submit-sign-in'),
  )
const designation = step('designation', 'designation-done', tick, press('designation-done'))
const hotel = (name: string, shows: string, id: string): Step =>
  step(name, shows, fill('hotel-id', id), press('verify-hotel'))
const invitation = [
  toSignIn,
  step('login', 'invite-link', press('invite-link')),
  step('invite', 'invite-user', tick, press('invite-user')),
  step('invited', 'invited', press('check-again')),
]
const units = step('units', 'map-units', choose('unit-'), press('map-units'))
const noUnits = [
  step('units', 'map-units', clear('unit-'), press('map-units')),
  step('asked', 'ask-unmapped', press('map-none')),
]

/** The straight way through each flow. */
export const walks: Readonly<Record<string, Walk>> = {
  oauth: { provider: 'airbnb', steps: consent },
  credentials: {
    provider: 'hostaway',
    steps: [
      step(
        'form',
        'submit-credentials',
        fill('field-accountId', 'a-1'),
        fill('field-apiKey', 'k-1'),
        press('submit-credentials'),
      ),
    ],
  },
  channel: {
    provider: 'plumguide',
    steps: [
      step(
        'form',
        'submit-credentials',
        fill('field-clientId', 'c-1'),
        fill('field-clientSecret', 's-1'),
        press('submit-credentials'),
      ),
    ],
  },
  activation: {
    provider: 'vrbo',
    steps: [step('pair', 'activation-done', tick, press('activation-done'))],
  },
  claim: {
    provider: 'booking',
    steps: [
      designation,
      hotel('hotel', 'hotel-id', '1234567'),
      step('rooms', 'map-rooms', choose('room-'), press('map-rooms')),
    ],
  },
  'vrbo-login': {
    provider: 'vrbo',
    steps: [
      toSignIn,
      signIn('login', 'field-email', 'noor'),
      step('code', 'field-code', fill('field-code', '123456'), press('submit-code')),
      units,
    ],
  },
  'extranet-login': {
    provider: 'booking',
    steps: [toSignIn, signIn('login', 'field-email', 'noor'), units],
  },
  'extranet-invite': { provider: 'booking', steps: [...invitation, units] },
  picker: {
    provider: null,
    steps: [step('list', 'provider-airbnb', press('provider-airbnb')), ...consent],
  },
}

/** Ways to each other page of the flows: what is refused, what waits, and what asks back. */
export const detours: Readonly<Record<string, Walk>> = {
  picker: { provider: null, steps: [...(walks.picker as Walk).steps] },
  credentials: {
    provider: 'track',
    steps: [
      step('form', 'submit-credentials', fill('field-domain', 'unavailable'), press('submit-credentials')),
      step(
        'missing',
        'field-error-apiKey',
        fill('field-apiKey', 'k-1'),
        fill('field-apiSecret', 's-1'),
        press('submit-credentials'),
      ),
      step(
        'unavailable',
        'form-error',
        fill('field-domain', 'x.example'),
        fill('field-apiKey', 'k-1'),
        fill('field-apiSecret', 's-1'),
        press('submit-credentials'),
      ),
    ],
  },
  activation: {
    provider: 'vrbo',
    steps: [
      step('pair', 'activation-done', press('activation-done')),
      step('unticked', 'checklist-error', tick, press('activation-done')),
    ],
  },
  claim: {
    provider: null,
    steps: [
      step('list', 'provider-booking', press('provider-booking')),
      designation,
      hotel('hotel', 'hotel-id', '12'),
      hotel('hotel-refused', 'field-error-hotelId', '1234425'),
      step('importing', 'importing'),
      step('rooms', 'map-rooms', press('map-rooms')),
      step('asked', 'ask-unmapped', press('map-none')),
    ],
  },
  'vrbo-login': {
    provider: 'vrbo',
    steps: [
      toSignIn,
      signIn('login', 'field-email', 'blocked'),
      signIn('blocked', 'field-error-email', 'importing'),
      step('code', 'field-code', fill('field-code', '000000'), press('submit-code')),
      step('code-refused', 'field-error-code', fill('field-code', '123456'), press('submit-code')),
      step('importing', 'importing'),
      ...noUnits,
    ],
  },
  'extranet-login': {
    provider: 'booking',
    steps: [
      toSignIn,
      signIn('login', 'field-email', 'blocked'),
      signIn('blocked', 'form-error', 'pending'),
      step('signing-in', 'signing-in', press('check-again')),
      ...noUnits,
    ],
  },
  'extranet-access': {
    provider: 'booking',
    steps: [
      toSignIn,
      signIn('login', 'field-email', 'permissions'),
      step('permissions', 'needs-permissions', tick, press('check-again')),
      units,
    ],
  },
  'extranet-invite': { provider: 'booking', steps: [...invitation, ...noUnits] },
}

/** How a host does something: with a pointer, or with the keyboard alone. */
export type Hand = (stage: Stage, act: Act) => Promise<unknown>

/** What has a test id, or the first whose test id begins so. */
const found = ({ page }: Stage, testId: string) => page.locator(`[data-testid^="${testId}"]`).first()

/** Clicks, types and chooses. */
export const pointer: Hand = async (stage, act) => {
  switch (act.does) {
    case 'press':
      return found(stage, act.testId).click()
    case 'fill':
      return found(stage, act.testId).fill(act.text)
    case 'choose':
      return found(stage, act.testId).selectOption({ index: 2 })
    case 'clear':
      for (const one of await stage.page.locator(`[data-testid^="${act.testId}"]`).all())
        await one.selectOption({ index: 0 })
      return
    case 'tick':
      return stage.tick()
  }
}

/** Waits for each page of a walk in turn, hands it out, and does what there is to do; at the end the last page, or the app, is there. */
export async function* walking(stage: Stage, { steps }: Walk, hand: Hand = pointer): AsyncGenerator<Step> {
  for (const step of steps) {
    await found(stage, step.shows).waitFor()
    yield step
    for (const act of step.acts) await hand(stage, act)
  }
  // The last page goes on after a second, which a busy machine may miss: then it is that of the app.
  await found(stage, 'done').waitFor()
}
