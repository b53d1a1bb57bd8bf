import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'

interface DialogProps {
  readonly title: string
  /** Called when it is closed; absent where it cannot be. */
  readonly onClose?: () => void
  readonly children: ComponentChildren
}

/** A window over the page that keeps the focus. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="dialog-title"
      onCancel={(event) => {
        if (onClose === undefined) event.preventDefault()
      }}
      onClose={() => {
        // A second Esc closes any dialog of a browser.
        if (onClose === undefined) dialog.current?.showModal()
        else onClose()
      }}
    >
      <h2 id="dialog-title">{title}</h2>
      {children}
    </dialog>
  )
}
