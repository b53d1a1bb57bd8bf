import { workerData } from 'node:worker_threads'
import { Attacker, type Target } from './attacker.js'
import { attacks } from './attacks.js'

const { name, ...target } = workerData as Target & { readonly name: string }
const attacker = new Attacker(target)
await attacks[name]?.(attacker)
await attacker.rest()
attacker.close()
