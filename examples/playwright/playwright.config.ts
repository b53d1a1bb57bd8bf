import { defineConfig } from '@playwright/test'

// A Chromium that is there already, so that nothing is downloaded. It has no sandbox for root.
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
const chromiumSandbox = process.getuid?.() !== 0

// biome-ignore lint/style/noDefaultExport: Playwright reads it.
export default defineConfig({ use: { launchOptions: { executablePath, chromiumSandbox } } })
