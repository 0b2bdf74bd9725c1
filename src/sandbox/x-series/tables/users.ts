import type { Employee } from '../../store.ts';
import { resource, stamp } from '../resource.ts';

/** The people who sign in. Roles follow the rights they have elsewhere: who may all is an admin. */
export const users = resource({
  name: 'users',
  table: 3,
  made: (store) => store.employees.length,
  row(store, number) {
    const { firstName, lastName, login } = store.employees[number - 1] as Employee;
    const isOwner = number === 1;
    const limit = { max_discount: isOwner ? 100 : 10 };
    const image = `https://${store.domainPrefix}.retail.lightspeed.app/images/user/${number}.png`;
    return {
      username: login,
      display_name: `${firstName} ${lastName}`,
      email: login,
      email_verified_at: null,
      switch_id: `usi:${store.number}${number}`,
      account_type: isOwner ? 'admin' : 'cashier',
      roles: [{ id: isOwner ? 100 : 102, name: isOwner ? 'Admin' : 'Cashier', system_role_id: isOwner ? 100 : 102 }],
      enabled: true,
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
