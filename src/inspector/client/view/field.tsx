import type { ComponentChildren } from 'preact'

interface FieldProps {
  readonly label: string
  readonly children: ComponentChildren
  readonly hint?: string | undefined
}

/** A control with its label. */
export function Field({ label, children, hint }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label class="field">
      <span>{label}</span>
      {children}
      {hint !== undefined && <small>{hint}</small>}
    </label>
  )
}

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly onChoose: (value: T) => void
  readonly testId?: string
}

/** One of several values. */
export function Choice<T extends string>({ label, value, options, onChoose, testId }: ChoiceProps<T>) {
  return (
    <Field label={label}>
      <select
        value={value}
        data-testid={testId}
        onChange={({ currentTarget }) => onChoose(currentTarget.value as T)}
      >
        {options.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </Field>
  )
}
