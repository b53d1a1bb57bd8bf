import { buildBare } from './bare-app.js'
import { listen } from './listen.js'

const app = buildBare()
await app.ready()
listen(app.server)
