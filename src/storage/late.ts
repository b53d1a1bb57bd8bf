/**
 * How long the store keeps what nobody writes to any more, in milliseconds of real time: a week. It is there so that
 * nothing stays for ever, and decides nothing: what has expired says the clock of the workspace.
 */
export const lateMs = 7 * 24 * 60 * 60 * 1000
