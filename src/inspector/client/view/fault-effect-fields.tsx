import type { Facts } from '../data/facts.js'
import type { FaultForm } from '../data/fault-form.js'
import { useInspector } from '../state/hooks.js'
import { Choice, Field } from './field.js'

interface FaultEffectFieldsProps {
  readonly form: FaultForm
  readonly change: (changes: Partial<FaultForm>) => void
}

const effectTexts: [FaultForm['effect'], string][] = [
  ['error', 'Answers with an error of the catalogue'],
  ['status', 'Answers with a status'],
  ['lose', 'Does the work, loses the reply'],
  ['refuse', 'Does nothing, sends no answer'],
  ['truncate', 'Cuts the answer off'],
  ['none', 'Answers as usual, but slowly'],
]

const deliveryTexts: [FaultForm['deliveryEffect'], string][] = [
  ['drop', 'Never comes'],
  ['twice', 'Comes twice'],
  ['late', 'Comes after the next one'],
  ['forged', 'Is signed with another secret'],
  ['none', 'Comes as usual, but late'],
]

/** What a fault does. */
export function FaultEffectFields({ form, change }: FaultEffectFieldsProps) {
  const { codes } = useInspector().facts
  if (form.target === 'deliveries')
    return (
      <Choice
        label="The delivery"
        value={form.deliveryEffect}
        options={deliveryTexts}
        onChoose={(deliveryEffect) => change({ deliveryEffect })}
      />
    )
  return (
    <>
      <Choice
        label="The server"
        value={form.effect}
        options={effectTexts}
        onChoose={(effect) => change({ effect })}
        testId="fault-effect"
      />
      {form.effect === 'error' && (
        <Choice
          label="Error"
          value={form.error}
          options={codes.map(([code, status]) => [code, `${status} ${code}`])}
          onChoose={(error) => change({ error })}
          testId="fault-error"
        />
      )}
      {form.effect === 'status' && (
        <Field label="Status, with a body any from 200 to 599">
          <input
            inputMode="numeric"
            list="fault-statuses"
            value={form.status}
            data-testid="fault-status"
            onInput={({ currentTarget }) => change({ status: currentTarget.value })}
          />
          <datalist id="fault-statuses">
            {statusesOf(codes).map(([status, text]) => (
              <option key={status} value={status}>
                {text}
              </option>
            ))}
          </datalist>
        </Field>
      )}
      {form.effect === 'status' && (
        <Field label="Body">
          <textarea
            rows={3}
            spellcheck={false}
            value={form.body}
            placeholder="that of the error"
            data-testid="fault-body"
            onInput={({ currentTarget }) => change({ body: currentTarget.value })}
          />
        </Field>
      )}
      {(form.effect === 'status' || form.effect === 'error') && (
        <Field label="Headers">
          <textarea
            rows={2}
            spellcheck={false}
            value={form.headers}
            placeholder="Retry-After: 5"
            data-testid="fault-headers"
            onInput={({ currentTarget }) => change({ headers: currentTarget.value })}
          />
        </Field>
      )}
      {form.effect === 'truncate' && (
        <Field label="Bytes that are sent">
          <input
            type="number"
            min="1"
            value={form.truncate}
            onInput={({ currentTarget }) => change({ truncate: currentTarget.value })}
          />
        </Field>
      )}
    </>
  )
}

/** Each status with the error that the server answers for it: the first of the catalogue. */
function statusesOf(codes: Facts['codes']): readonly (readonly [string, string])[] {
  const firsts = new Map<number, string>()
  for (const [code, status] of codes) if (!firsts.has(status)) firsts.set(status, code)
  return [...firsts]
    .sort(([one], [other]) => one - other)
    .map(([status, code]) => [String(status), `${status} ${code}`])
}
