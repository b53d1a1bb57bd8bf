import { MemoryRateWindow } from '../../src/storage/rate-window.js'
import { testRateWindow } from '../contract/rate-window.js'

testRateWindow('memory', () => new MemoryRateWindow())
