// Written by scripts/lists.mjs from the folders: do not edit.
import type { Application } from './application.js'
import { application as phpApplication } from './php/index.js'
import { application as staticApplication } from './static/index.js'
import { application as wordpressApplication } from './wordpress/index.js'

export const applications: readonly Application[] = [phpApplication, staticApplication, wordpressApplication]
