// Written by scripts/lists.mjs from the folders: do not edit.
import type { Application } from './application.js'
import { application as backdropApplication } from './backdrop/index.js'
import { application as drupalApplication } from './drupal/index.js'
import { application as phpApplication } from './php/index.js'
import { application as staticApplication } from './static/index.js'
import { application as wordpressApplication } from './wordpress/index.js'

export const applications: readonly Application[] = [
  backdropApplication,
  drupalApplication,
  phpApplication,
  staticApplication,
  wordpressApplication,
]
