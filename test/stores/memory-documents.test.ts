import { MemoryDocuments } from '../../src/stores/memory-documents.js'
import { testDocuments } from '../contract/documents.js'

testDocuments('memory', () => new MemoryDocuments())
