import type { FaultInput, FaultMatch, FaultRespond } from './entries.js'

/** What a fault does, beside a delay. */
export const effects = ['error', 'status', 'lose', 'refuse', 'truncate', 'none'] as const
export const deliveryEffects = ['drop', 'twice', 'late', 'forged', 'none'] as const

/** What the form of a fault has in its fields, as texts. */
export interface FaultForm {
  readonly target: 'calls' | 'deliveries'
  readonly method: string
  readonly path: string
  readonly provider: string
  readonly event: string
  readonly effect: (typeof effects)[number]
  readonly deliveryEffect: (typeof deliveryEffects)[number]
  readonly error: string
  readonly status: string
  readonly truncate: string
  readonly delay: string
  /** Empty for ever. */
  readonly times: string
  /** In percent. */
  readonly probability: string
}

export const emptyForm: FaultForm = {
  target: 'calls',
  method: '',
  path: '/v1/*',
  provider: '',
  event: '*',
  effect: 'status',
  deliveryEffect: 'drop',
  error: 'provider_unavailable',
  status: '503',
  truncate: '20',
  delay: '',
  times: '1',
  probability: '100',
}

/** The form that shows a fault. */
export function formOf({ match = {}, times, probability, respond }: FaultInput): FaultForm {
  const { error, status, drop, truncate, delay } = respond
  return {
    ...emptyForm,
    target: match.event === undefined ? 'calls' : 'deliveries',
    method: match.method ?? '',
    path: match.path ?? emptyForm.path,
    provider: match.provider ?? '',
    event: match.event ?? '*',
    effect: effectOf(respond),
    error: error ?? emptyForm.error,
    status: status === undefined ? emptyForm.status : String(status),
    truncate: truncate === undefined ? emptyForm.truncate : String(truncate),
    deliveryEffect: drop === undefined ? emptyForm.deliveryEffect : 'drop',
    delay: delay === undefined ? '' : String(delay),
    times: times === undefined || times === null ? '' : String(times),
    probability: String(Math.round((probability ?? 1) * 100)),
  }
}

function effectOf({ error, status, drop, truncate }: FaultRespond): FaultForm['effect'] {
  if (error !== undefined) return 'error'
  if (status !== undefined) return 'status'
  if (drop !== undefined) return drop === 'after' ? 'lose' : 'refuse'
  return truncate === undefined ? 'none' : 'truncate'
}

/** The fault that a form means. */
export function faultOf(form: FaultForm): FaultInput {
  const { times, probability } = form
  return {
    match: form.target === 'deliveries' ? { event: form.event } : matchOf(form),
    ...(times.trim() !== '' && { times: Number(times) }),
    ...(probability !== '100' && { probability: Number(probability) / 100 }),
    respond: {
      ...(form.target === 'deliveries' ? deliveryRespond(form) : callRespond(form)),
      ...(form.delay.trim() !== '' && { delay: delayOf(form.delay.trim()) }),
    },
  }
}

function matchOf({ method, path, provider }: FaultForm): FaultMatch {
  return {
    ...(method !== '' && { method }),
    ...(path.trim() !== '' && { path: path.trim() }),
    ...(provider !== '' && { provider }),
  }
}

function callRespond({ effect, error, status, truncate }: FaultForm): FaultRespond {
  switch (effect) {
    case 'error':
      return { error }
    case 'status':
      return { status: Number(status) }
    case 'lose':
      return { drop: 'after' }
    case 'refuse':
      return { drop: 'before' }
    case 'truncate':
      return { truncate: Number(truncate) }
    case 'none':
      return {}
  }
}

function deliveryRespond({ deliveryEffect }: FaultForm): FaultRespond {
  switch (deliveryEffect) {
    case 'drop':
      return { drop: 'before' }
    case 'twice':
      return { times: 2 }
    case 'late':
      return { order: 'after-next' }
    case 'forged':
      return { badSignature: true }
    case 'none':
      return {}
  }
}

/** A number of milliseconds stays one. */
function delayOf(text: string): string | number {
  return /^\d+$/.test(text) ? Number(text) : text.replaceAll(' ', '')
}
