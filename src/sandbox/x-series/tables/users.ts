import type { Employee } from '../../store.ts';
import { resource, stamp } from '../resource.ts';

const roles = {
  owner: { id: 100, type: 'admin', roleName: 'Admin' },
  manager: { id: 101, type: 'manager', roleName: 'Manager' },
  seller: { id: 102, type: 'cashier', roleName: 'Cashier' },
} as const;

/** The people who sign in. That of an owner is an admin. */
export const users = resource({
  name: 'users',
  table: 3,
  made: (store) => store.employees.length,
  row(store, number) {
    const { firstName, lastName, login, role, isLocked } = store.employees[number - 1] as Employee;
    const isOwner = role === 'owner';
    const { id: roleId, type, roleName } = roles[role];
    const limit = { max_discount: isOwner ? 100 : 10 };
    const image = `https://${store.domainPrefix}.retail.lightspeed.app/images/user/${number}.png`;
    return {
      username: login,
      display_name: `${firstName} ${lastName}`,
      email: login,
      email_verified_at: null,
      switch_id: `usi:${store.number}${number}`,
      account_type: type,
      roles: [{ id: roleId, name: roleName, system_role_id: roleId }],
      enabled: !isLocked,
      restricted_outlet_id: null,
      restricted_outlet_ids: [],
      permissions: null,
      rules: { 'sale.line_item_discount.manage': limit, 'sale.total_sale_discount.manage': limit },
      is_primary_user: isOwner,
      image_source: image,
      images: { ss: image, standard: image, st: image, original: image, thumb: image, sl: image, sm: image },
      target_daily: 1000,
      target_weekly: 5000,
      target_monthly: 20_000,
      seen_at: stamp(store.bornAt - 3600 * number),
      created_at: stamp(store.bornAt - 700 * 86_400),
      updated_at: stamp(store.bornAt - 30 * 86_400),
      deleted_at: null,
      time_until_deletion: null,
      enabled_mfa: null,
      require_password_change: false,
    };
  },
});
