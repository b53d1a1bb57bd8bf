import { type ApiError, fail } from '../errors/api-error.js'
import { numberOfAccount } from '../providers/channel.js'
import type { Session } from '../sessions/model.js'
import type { SignIn, SignInFlow, SignInReason } from '../sessions/sign-in.js'
import { presentInvite } from '../sign-in/extranet-present.js'
import { isEmail } from '../sign-in/fields.js'
import { maskedEmail } from '../sign-in/vrbo-present.js'
import type { ConnectionTarget } from '../units/model.js'
import type { ApiVersion } from '../versions/api-version.js'
import { inVersion } from '../versions/differences.js'
import { type Flow, type FlowDeps, refusalText, type Visit } from './flow.js'
import type { Content } from './layout.js'
import {
  codePage,
  invitedPage,
  invitePage,
  lackingPage,
  loginPage,
  type SignInContext,
  signingInPage,
} from './sign-in-pages.js'
import { importingUnitsPage, unitField, unitsPage, unmatchedPage } from './units-pages.js'

/** The first page of each flow, and of an invitation. They are there while nobody has begun. */
const firstSteps = { login: 'sign-in', invite: 'invite' } as const

/** Leads back to what the provider is usually connected by. */
export const otherWayStep = 'other'

/** Where the sign-in begins that the pages of a provider lead to; null in a version of the API without it. */
export function signInUrlOf({ version, address }: Pick<Visit, 'version' | 'address'>): string | null {
  return hasSignIn(version) ? address(firstSteps.login) : null
}

function hasSignIn(version: ApiVersion): boolean {
  return inVersion(version, 'signInOperations') !== 501
}

/**
 * Whether a host is about to sign in, or has begun to, so that the pages of that are shown. Hosts who resume an account that
 * they have signed in to can do so whatever the version, because nothing else would heal it.
 */
export function signsIn({
  session: { provider, signIn, resumes },
  step,
  version,
}: Pick<Visit, 'step' | 'version'> & {
  readonly session: Pick<Session, 'provider' | 'signIn' | 'resumes'>
}): boolean {
  if (provider !== 'vrbo' && provider !== 'booking') return false
  if (!hasSignIn(version) && (resumes === null || signIn === null)) return false
  if (step === firstSteps.login) return true
  if (step === firstSteps.invite) return provider === 'booking'
  return signIn !== null && (step === null || step === 'unmatched')
}

/** A host signs in at Vrbo or the Extranet, and matches what the account offers with listings. */
export function signInFlow({ vrboSignIn, extranetSignIn, units }: FlowDeps, flow: SignInFlow): Flow {
  const vrboDecisions: Flow['decisions'] = {
    async otp(visit) {
      const given = { accountId: undefined, code: (visit.form.get('code') ?? '').trim() }
      const { step, reason } = await vrboSignIn.enterCode(visit, given)
      if (step === 'failed') failReason(reason as SignInReason)
    },
  }
  const extranetDecisions: Flow['decisions'] = {
    invite: async (visit) => {
      await extranetSignIn.begin(visit, { email: null, password: '', name: undefined }, visit.pause)
    },
    recheck: async (visit) => {
      await extranetSignIn.recheck(visit, visit.session.signIn?.account.id ?? '')
    },
  }
  const caller = (visit: Visit) => ({ workspace: visit.workspace, session: visit })
  return {
    async show(visit, refusal) {
      const context = { ...visit, flow }
      const { signIn } = visit.session
      if (visit.step === firstSteps.invite)
        return invitePage(context, refusalText(visit, refusal), visit.address(firstSteps.login))
      if (visit.step === firstSteps.login || signIn === null) return login(visit, context, refusal)
      const current =
        signIn.step === 'signing_in' && refusal === null
          ? (await extranetSignIn.status(visit, signIn.account.id)).signIn
          : signIn
      const back = visit.address(firstSteps.login)
      switch (current.step) {
        case 'otp_required':
          return codePage(context, maskedEmail(current.email as string), codeError(visit, refusal), back)
        case 'invited':
          return invitedPage(
            context,
            presentInvite(current, undefined, visit.session.id),
            refusalText(visit, refusal),
            back,
          )
        case 'signing_in':
          return signingInPage(context, back)
        case 'needs_permissions':
          return lackingPage(context, refusalText(visit, refusal), back)
        case 'awaiting_mapping':
          return mapping(visit, context, current, refusal)
        default:
          return login(visit, context, refusal)
      }
    },
    decisions: {
      ...(flow === 'vrbo-login' ? vrboDecisions : extranetDecisions),
      async login(visit) {
        const { email, password } = loginIn(visit)
        if (!isEmail(email)) failForm('email')
        if (password === '') failForm('password')
        if (flow === 'booking-extranet-login') {
          await extranetSignIn.begin(visit, { email, password, name: undefined }, visit.pause)
          return
        }
        const given = { email, password, accessType: undefined }
        const { step, reason } = await vrboSignIn.login(visit, given, visit.pause)
        if (step === 'failed') failReason(reason as SignInReason)
      },
      map: async (visit) => {
        const items = itemsIn(visit)
        if (items.length === 0) failForm('units')
        if (items.every(({ listingId }) => listingId === null)) return 'unmatched'
        return units.map(caller(visit), targetOf(visit), items, true)
      },
      unmapped: async (visit) => {
        const target = targetOf(visit)
        const view = await units.view(caller(visit), target)
        const items = view.units.map(({ id }) => ({ unitId: id, listingId: null }))
        await units.map(caller(visit), target, items)
      },
    },
  }

  async function mapping(
    visit: Visit,
    context: SignInContext,
    current: SignIn,
    refusal: ApiError | null,
  ): Promise<Content> {
    const { account } = current
    const session = { ...visit, session: { ...visit.session, signIn: current } }
    const view = await units.view({ workspace: visit.workspace, session }, targetOf(visit))
    if (view.status === 'importing') return importingUnitsPage(context, account.name)
    if (visit.step === 'unmatched' && refusal === null)
      return unmatchedPage(context, account.name, visit.address(null))
    const posted = new Map(
      itemsIn(visit).map(({ unitId, listingId }) => [unitId, listingId === null ? '' : String(listingId)]),
    )
    return unitsPage(context, account.name, view, posted, refusalText(visit, refusal))
  }
}

/** The account that the host signs in to, as paths of the API name it. */
function targetOf({ session: { signIn }, provider }: Visit): ConnectionTarget {
  const accountId = signIn === null ? '' : String(numberOfAccount(signIn.account.id))
  return { channel: provider.id === 'vrbo' ? 'vrbo' : 'booking_extranet', accountId }
}

function loginIn({ form }: Visit) {
  return { email: (form.get('email') ?? '').trim(), password: form.get('password') ?? '' }
}

function itemsIn({ form }: Visit) {
  return [...form]
    .filter(([name]) => name.startsWith(unitField))
    .map(([name, id]) => ({ unitId: name.slice(unitField.length), listingId: id === '' ? null : Number(id) }))
}

/** The form to sign in, with what was wrong with it: in this form, or in the one before, which the Extranet has refused. */
function login(visit: Visit, context: SignInContext, refusal: ApiError | null): Content {
  const { texts, session } = visit
  const { signIn } = session
  const typed = loginIn(visit).email
  const errors = refusal === null ? {} : fieldErrors(visit, refusal)
  const failed = signIn?.step === 'failed' && signIn.reason !== null ? texts.reasons[signIn.reason] : null
  const pending = signIn?.step === 'pending' ? texts.signIn.pending : null
  const hasFields = Object.keys(errors).length > 0
  return loginPage(
    context,
    {
      email: typed === '' ? (signIn?.email ?? '') : typed,
      errors,
      whole: refusal === null ? (failed ?? pending) : hasFields ? null : refusalText(visit, refusal),
    },
    {
      other: visit.address(otherWayStep),
      invite: context.flow === 'vrbo-login' ? null : visit.address(firstSteps.invite),
    },
  )
}

/** What is wrong with a field stands beside it. */
function fieldErrors({ texts }: Visit, { details: { field } }: ApiError) {
  const { signIn, reasons, refusals } = texts
  if (field === 'signIn.blocked') return { email: reasons.blocked }
  if (field === 'signIn.bad_credentials') return { password: reasons.bad_credentials }
  if (field === 'email') return { email: signIn.emailForm }
  return field === 'password' ? { password: refusals.missing(signIn.password) } : {}
}

function codeError(visit: Visit, refusal: ApiError | null): string | null {
  if (refusal === null) return null
  return refusal.details.field === 'signIn.bad_code'
    ? visit.texts.reasons.bad_code
    : refusalText(visit, refusal)
}

/** @throws {ApiError} `invalid_body`, always: a field that is not filled in. */
function failForm(field: 'email' | 'password' | 'units'): never {
  fail('invalid_body', {
    message: `${field} is missing, or has no good form.`,
    fix: `Fill in ${field}.`,
    field,
  })
}

/** @throws {ApiError} `invalid_credentials`, always: the channel has refused the host. */
function failReason(reason: SignInReason): never {
  fail('invalid_credentials', { field: `signIn.${reason}` })
}
