import { putThroughPaces } from './paces.js'

putThroughPaces('nginx')
