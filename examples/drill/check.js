import { ConnectApp } from './app.js'
import { journey } from './journey.js'

const { REPULL_API_URL: baseUrl, REPULL_KEY: apiKey } = process.env
await journey(new ConnectApp({ baseUrl, apiKey }))
console.log('connected')
