import { putThroughPaces } from './paces.js'

putThroughPaces('apache')
