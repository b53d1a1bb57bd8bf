import { useMemo, useState } from 'preact/hooks'
import type { FaultInput } from '../data/entries.js'
import { emptyForm, type FaultForm, faultOf, formOf } from '../data/fault-form.js'
import { useInspector } from '../state/hooks.js'
import { FaultEffectFields } from './fault-effect-fields.js'
import { FaultPreview } from './fault-preview.js'
import { Choice, Field } from './field.js'

interface FaultFormViewProps {
  /** With what the form begins; null for the usual. */
  readonly draft: FaultInput | null
  readonly add: (fault: FaultInput) => Promise<boolean>
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** Makes a fault. */
export function FaultFormView({ draft, add }: FaultFormViewProps) {
  const { facts } = useInspector()
  const [form, setForm] = useState<FaultForm>(() => (draft === null ? emptyForm : formOf(draft)))
  const change = (changes: Partial<FaultForm>) => setForm((form) => ({ ...form, ...changes }))
  const fault = useMemo(() => faultOf(form), [form])
  const any = (options: readonly string[], text: string) =>
    [['', text], ...options.map((one) => [one, one])] as [string, string][]
  return (
    <form
      class="fault-form"
      data-testid="fault-form"
      onSubmit={(event) => {
        event.preventDefault()
        void add(fault)
      }}
    >
      <Choice
        label="What fails"
        value={form.target}
        options={[
          ['calls', 'Calls of the app'],
          ['deliveries', 'Deliveries to webhooks'],
        ]}
        onChoose={(target) => change({ target })}
        testId="fault-target"
      />
      {form.target === 'calls' ? (
        <>
          <div class="pair">
            <Choice
              label="Method"
              value={form.method}
              options={any(methods, 'Any')}
              onChoose={(method) => change({ method })}
              testId="fault-method"
            />
            <Field label="Path, * for anything">
              <input
                value={form.path}
                spellcheck={false}
                data-testid="fault-path"
                onInput={({ currentTarget }) => change({ path: currentTarget.value })}
              />
            </Field>
          </div>
          <Choice
            label="Provider"
            value={form.provider}
            options={any(facts.providers, 'Any')}
            onChoose={(provider) => change({ provider })}
          />
        </>
      ) : (
        <Choice
          label="Type of event"
          value={form.event}
          options={[['*', 'Any'], ...facts.events.map((one) => [one, one] as [string, string])]}
          onChoose={(event) => change({ event })}
        />
      )}
      <FaultEffectFields form={form} change={change} />
      <div class="pair even">
        <Field label="Slow by">
          <input
            value={form.delay}
            placeholder="500ms, 5s"
            data-testid="fault-delay"
            onInput={({ currentTarget }) => change({ delay: currentTarget.value })}
          />
        </Field>
        <Field label="How often">
          <input
            inputMode="numeric"
            value={form.times}
            placeholder="no limit"
            data-testid="fault-times"
            onInput={({ currentTarget }) => change({ times: currentTarget.value })}
          />
        </Field>
        <Field label="Probability, %">
          <input
            type="number"
            min="0"
            max="100"
            value={form.probability}
            onInput={({ currentTarget }) => change({ probability: currentTarget.value })}
          />
        </Field>
      </div>
      <FaultPreview fault={fault} />
      <button type="submit" class="main" data-testid="add-fault">
        Add the fault
      </button>
    </form>
  )
}
