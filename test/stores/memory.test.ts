import { MemoryStore } from '../../src/stores/memory.js'
import { testStore } from '../contract/store.js'

testStore('memory', (maxSessions) => new MemoryStore(maxSessions))
