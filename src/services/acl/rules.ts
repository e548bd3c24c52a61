import type { Rule } from '../../contexts/constraints.js'
import { type ContextRecord, isVerified } from '../../contexts/record.js'

const offersAcls = ({ properties: { acl_service_type: type } }: ContextRecord): boolean =>
  type !== undefined && type !== 'null'

/** Without the service nobody would look at the ACLs of the sites any more. */
export const keepsAcls: Rule = (record, _, before) =>
  before !== undefined && isVerified(before) && offersAcls(before) && !offersAcls(record)
    ? [
        {
          path: 'acl_service_type',
          message: 'cannot be taken away once the server has been verified: its sites would keep their ACLs',
          fix: 'take the groups from each site: provision-save @SITE --acl_groups= ; then verify it',
        },
      ]
    : []
