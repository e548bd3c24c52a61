import { testWebServer } from './web-server-tests.js'

testWebServer('nginx')
