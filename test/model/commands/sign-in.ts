import {
  type CommandFactory,
  type Expected,
  Generated,
  idOf,
  pickRef,
  refused,
  withOpen,
} from '../command.js'
import {
  clockOf,
  isPastRetention,
  type ModelSession,
  type ModelSignIn,
  originOf,
  ownerOf,
  type WorkspaceName,
  type World,
  withSession,
} from '../world.js'
import { accountId, completed } from './connections.js'
import { versionIn } from './versions.js'

/** The e-mail addresses of hosts; what stands before the @ chooses the answer of the channel. */
export const hosts = ['noor', 'trusted', 'permissions', 'blocked', 'unavailable'] as const
type Host = (typeof hosts)[number]

const providers = { vrbo: 'vrbo', extranet: 'booking' } as const
type Flow = ModelSignIn['flow']

/** The account to which a host signs in. */
function accountOf(world: World, owner: WorkspaceName, flow: Flow, host: Host): string {
  return `account ${originOf(world, owner)} ${flow} ${host}@example.com`
}

/** The expected number of an account: one that an app named by a word gets a number of its own. */
function accountNumber(account: string): unknown {
  const known = accountId(account)
  return typeof known === 'string' && !/^\d+$/.test(known) ? new Generated(`number ${known}`) : known
}

/** Logs in as a host, at Vrbo or the Extranet. */
export function login(number: number, flow: Flow, host: Host): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const given = { sessionId: idOf(before, ref), email: `${host}@example.com`, password: 'p1' }
    const isVrbo = flow === 'vrbo'
    const path = `/v1/connect/${isVrbo ? 'vrbo-login' : 'booking-extranet-login'}/session`
    const body = isVrbo ? { ...given, action: 'login' } : given
    return {
      call: { method: 'POST', path, as: null, body },
      expect: (world) =>
        withSignIn(world, ref, flow, (session, owner) => {
          if (!isVrbo && session.resumes !== undefined && session.signIn === undefined)
            return refused(world, 400, 'invalid_body')
          if (host === 'unavailable') return refused(world, 503, 'provider_unavailable')
          const account = session.resumes ?? accountOf(world, owner, flow, host)
          const step = isVrbo ? vrboStep(host) : host === 'blocked' ? 'failed' : 'begun'
          const status = isVrbo ? vrboStatus(step) : step === 'failed' ? 'failed' : 'signing_in'
          const signIn = { flow, account, step, lacksAccess: !isVrbo && host === 'permissions' }
          const begun = withSession(world, ref, { status: 'pending', hotelId: null, polls: 0, signIn })
          return {
            status: 200,
            world: isVrbo && step === 'failed' ? world : begun,
            checks: (answer) => [
              [accountNumber(account), String(answer.accountId)],
              [status, answer.status],
            ],
          }
        }),
    }
  }
}

/** Sends the one-time code of Vrbo, a good one or not. */
export function enterCode(number: number, isGood: boolean): CommandFactory {
  return ({ world: before }) => {
    const ref = pickRef(before, number)
    if (ref === undefined) return null
    const body = { sessionId: idOf(before, ref), action: 'otp', code: isGood ? '123456' : '000000' }
    return {
      call: { method: 'POST', path: '/v1/connect/vrbo-login/session', as: null, body },
      expect: (world) =>
        withSignIn(world, ref, 'vrbo', ({ signIn }) => {
          if (signIn === undefined) return refused(world, 400, 'invalid_body')
          return {
            status: 200,
            world: isGood ? withSession(world, ref, { signIn: { ...signIn, step: 'done' } }) : world,
            checks: (answer) => [[isGood ? 'connected' : 'failed', answer.status]],
          }
        }),
    }
  }
}

/** Asks how a sign-in at the Extranet stands, which lets the host go on, or looks for access once more. */
export function askExtranet(number: number, asks: 'status' | 'recheck'): CommandFactory {
  return onAccount(number, 'extranet', (id, ref, account, sessionId) => {
    const base = '/v1/connect/booking-extranet-login'
    const call =
      asks === 'status'
        ? {
            method: 'GET',
            path: `${base}/status?sessionId=${sessionId}&accountId=${id}`,
            as: null,
          }
        : { method: 'POST', path: `${base}/recheck`, as: null, body: { sessionId, accountId: Number(id) } }
    const answerOf = (world: World, status: string): Expected => ({
      status: 200,
      world,
      checks: (answer) => [[status, answer.status]],
    })
    return {
      call,
      expect: (world) => {
        if (asks === 'status' && isCompletedBooking(world, ref) && !lacksSignIns(world, ref)) {
          const own = sessionOf(world, ref).signIn?.account === account
          return own ? answerOf(world, 'connected') : refused(world, 404, 'not_found')
        }
        return withSignIn(world, ref, 'extranet', ({ signIn }) => {
          if (signIn?.account !== account) return refused(world, 404, 'not_found')
          if (asks === 'recheck') {
            const isOver = signIn.step === 'failed' || signIn.step === 'done'
            return {
              status: 200,
              world: isOver ? world : withDone(world, ref, signIn),
              checks: (answer) => [
                [signIn.step !== 'failed', answer.ok],
                [isOver, answer.jobId === null],
              ],
            }
          }
          if (signIn.step === 'failed') return answerOf(world, 'failed')
          if (signIn.lacksAccess) {
            const lacking = withSession(world, ref, { signIn: { ...signIn, step: 'lacking' } })
            return answerOf(lacking, 'needs_permissions')
          }
          return answerOf(withDone(world, ref, signIn), 'awaiting_mapping')
        })
      },
    }
  })
}

/** Maps a unit of the account of a session to no listing, or one that there is not. */
export function mapUnits(number: number, flow: Flow, isKnown: boolean): CommandFactory {
  return onAccount(number, flow, (id, ref, account, sessionId) => {
    const channel = flow === 'vrbo' ? 'vrbo' : 'booking_extranet'
    const unitId = isKnown ? `${flow}-${id}-1` : 'none'
    const body = { sessionId, mappings: [{ unitId, listingId: null }] }
    return {
      call: { method: 'POST', path: `/v1/connections/${channel}:${id}/mappings`, as: null, body },
      expect: (world) =>
        withFlow(world, ref, flow, ({ signIn }, owner, nowMs) => {
          if (signIn?.account !== account) return refused(world, 404, 'not_found')
          if (signIn.step !== 'done')
            return flow === 'vrbo'
              ? refused(world, 425, 'claim_pending')
              : refused(world, 412, 'designation_pending')
          const one = { provider: channel, account, createdAt: nowMs } as const
          return {
            status: 200,
            world: isKnown ? completed(world, owner, ref, one).world : world,
            checks: (answer) => [[isKnown, answer.results[0].ok]],
          }
        }),
    }
  })
}

function vrboStep(host: Host): ModelSignIn['step'] {
  if (host === 'blocked') return 'failed'
  return host === 'trusted' ? 'done' : 'begun'
}

function vrboStatus(step: ModelSignIn['step']): string {
  if (step === 'failed') return 'failed'
  return step === 'done' ? 'connected' : 'otp_required'
}

/** Whoever has signed in at the Extranet awaits the mapping of rooms. */
function withDone(world: World, ref: string, signIn: ModelSignIn): World {
  return withSession(world, ref, {
    status: 'awaiting_room_mapping',
    signIn: { ...signIn, step: 'done', lacksAccess: false },
  })
}

type Create = (id: string, ref: string, account: string, sessionId: string) => ReturnType<CommandFactory>

/** A command about the account of a session, whose id the server has answered. */
function onAccount(number: number, flow: Flow, create: Create): CommandFactory {
  return ({ world }) => {
    const ref = pickRef(world, number)
    const signIn = ref && ownerOf(world, ref) && sessionOf(world, ref).signIn
    if (!ref || !signIn || signIn.flow !== flow) return null
    const known = accountId(signIn.account)
    const id = known instanceof Generated ? world.names[known.symbol] : signIn.account
    return id === undefined ? null : create(id, ref, signIn.account, idOf(world, ref))
  }
}

function sessionOf(world: World, ref: string): ModelSession {
  return world.workspaces[ownerOf(world, ref) as WorkspaceName].sessions[ref] as ModelSession
}

function isCompletedBooking(world: World, ref: string): boolean {
  const owner = ownerOf(world, ref)
  if (owner === undefined) return false
  const session = sessionOf(world, ref)
  if (session.status !== 'completed' || session.provider !== 'booking') return false
  return !isPastRetention(session, clockOf(world, owner).nowMs)
}

function withFlow(
  world: World,
  ref: string,
  flow: Flow,
  next: (session: ModelSession, owner: WorkspaceName, nowMs: number) => Expected,
): Expected {
  return withOpen(world, ref, null, (session, owner, nowMs) =>
    session.provider === providers[flow]
      ? next(session, owner, nowMs)
      : refused(world, 400, 'invalid_provider'),
  )
}

/** The same for an operation that 2026-07 does not have. */
function withSignIn(
  world: World,
  ref: string,
  flow: Flow,
  next: (session: ModelSession, owner: WorkspaceName, nowMs: number) => Expected,
): Expected {
  if (!lacksSignIns(world, ref)) return withFlow(world, ref, flow, next)
  const lacking = refused(world, 501, 'not_implemented')
  return sessionOf(world, ref).wasPastRetention
    ? { ...lacking, or: refused(world, 404, 'not_found') }
    : lacking
}

/** Whether the workspace of a session that is there speaks a version without these operations. */
function lacksSignIns(world: World, ref: string): boolean {
  const owner = ownerOf(world, ref)
  if (owner === undefined || versionIn(world, owner, null) !== '2026-07') return false
  return !isPastRetention(sessionOf(world, ref), clockOf(world, owner).nowMs)
}
