import { Html } from './html.js'

/** What pages draw, each as the lines of a picture of 24 by 24. */
const paths = {
  app: 'M5 5h5.5v5.5H5zM13.5 5H19v5.5h-5.5zM5 13.5h5.5V19H5zM16.2 13.2v6M13.2 16.2h6',
  arrow: 'M14.5 6l-6 6 6 6',
  broken: 'M8 11l-2 2a3.5 3.5 0 0 0 5 5l2-2M16 13l2-2a3.5 3.5 0 0 0-5-5l-2 2M4 8h2M8 4v2M20 16h-2M16 20v-2',
  calendar: 'M5 7h14v12H5zM5 11h14M9 4.5V8M15 4.5V8M9 15h2.5',
  check: 'M6 12.5l4 4 8-9',
  clock: 'M12 4a8 8 0 1 0 .01 0M12 7.5V12l3 2',
  cross: 'M7 7l10 10M17 7L7 17',
  home: 'M4 11.5L12 5l8 6.5M6.5 9.8V19h11V9.8M10 19v-5h4v5',
  messages: 'M5 5h14v10h-7l-4 4v-4H5zM9 10h6',
  refused: 'M12 4a8 8 0 1 0 .01 0M6.5 6.5l11 11',
  search: 'M10.5 5a5.5 5.5 0 1 0 .01 0M14.5 14.5L19 19',
  ties: 'M5 12h.01M12 12h.01M19 12h.01',
  warning: 'M12 4l9 15.5H3zM12 10v4M12 16.8v.01',
} as const

export type Drawing = keyof typeof paths

/** A drawing in the colour of the text around it. Screen readers pass it over. */
export function drawing(name: Drawing): Html {
  return drawn(paths[name])
}

/** Lines of our own as a picture. They are never from outside. */
export function drawn(lines: string): Html {
  return new Html(`<svg viewBox="0 0 24 24" aria-hidden="true"><path d="${lines}"/></svg>`)
}
