import { MemoryRates } from '../../src/stores/memory-rates.js'
import { testRates } from '../contract/rates.js'

testRates('memory', () => new MemoryRates())
