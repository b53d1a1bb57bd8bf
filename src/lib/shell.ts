/** An argument in single quotes, as every POSIX shell reads it. */
export function shellQuoted(argument: string): string {
  return `'${argument.replaceAll("'", `'\\''`)}'`
}
