#!/usr/bin/env node
import { main } from './main.js'

const code = await main()
if (code !== undefined) process.exit(code)
