import { rightNames } from '../r-series/scopes.ts';
import type { Employee } from '../store.ts';

/** Rights that only an owner has. */
const owners = new Set(['admin', 'admin_employees', 'admin_shops', 'product_cost']);

/**
 * Who works in a new store: people of different rights, one who is locked out, and an accountant who works for every store
 * under one name and so has to choose.
 */
export function employeesOf(storeNumber: number): Employee[] {
  const people: Omit<Employee, 'id' | 'userId' | 'password' | 'isLocked'>[] = [
    {
      firstName: 'Olive',
      lastName: 'Owner',
      login: `owner@${storeNumber}.example`,
      role: 'owner',
      rights: rightNames,
    },
    {
      firstName: 'Sam',
      lastName: 'Seller',
      login: `seller@${storeNumber}.example`,
      role: 'seller',
      rights: ['allow_login', 'register', 'register_read', 'customers_read'],
    },
    {
      firstName: 'Mia',
      lastName: 'Manager',
      login: `manager@${storeNumber}.example`,
      role: 'manager',
      rights: rightNames.filter((right) => !owners.has(right)),
    },
    {
      firstName: 'Lou',
      lastName: 'Locked',
      login: `locked@${storeNumber}.example`,
      role: 'seller',
      rights: ['allow_login', 'register', 'register_read'],
    },
    {
      firstName: 'Avery',
      lastName: 'Accountant',
      login: 'accountant@sandbox.example',
      role: 'manager',
      rights: ['allow_login', 'all_read', 'register_read', 'customers_read', 'inventory_read', 'reports'],
    },
  ];
  return people.map((person, index) => ({
    ...person,
    id: index + 1,
    userId: storeNumber * 10 + index + 1,
    password: 'sandbox',
    isLocked: person.lastName === 'Locked',
  }));
}
