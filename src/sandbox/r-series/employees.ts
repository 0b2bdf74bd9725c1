import type { Employee, RStore } from '../store.ts';
import { nested, type Row, resource, stamp, toMany, toOne } from './resource.ts';
import { rightNames } from './scopes.ts';
import { setUpAt, table } from './table.ts';
import { contactOr } from './written.ts';

const MANAGER = 'Manager';
const SELLER = 'Seller';

const employeeRole = table('EmployeeRole', () => [{ name: MANAGER }, { name: SELLER }]);

const roleOf = ({ rights }: Employee) => (rights.length === rightNames.length ? 1 : 2);

/** A right as rows of rights show it. */
const rightRows = (rights: readonly string[]): Row[] => rights.map((name) => ({ name }));

/** The people who may sign in to the store are its employees. */
export const employee = resource({
  name: 'Employee',
  key: 'employeeID',
  scopes: [],
  sortable: ['employeeID', 'timeStamp'],
  growing: [],
  isArchivable: true,
  made: (store) => store.employees.length,
  makeRow(store, id) {
    const { firstName, lastName } = personOf(store, id);
    return {
      employeeID: String(id),
      firstName,
      lastName,
      lockOut: String(personOf(store, id).isLocked),
      archived: 'false',
      timeStamp: setUpAt(store),
      contactID: String(FIRST_CONTACT + id),
      clockInEmployeeHoursID: '0',
      employeeRoleID: String(roleOf(personOf(store, id))),
      limitToShopID: '0',
      lastShopID: '1',
      lastSaleID: String(store.sizes.sales),
      lastRegisterID: '1',
    };
  },
  relations: {
    Contact: contactOr(
      ({ contactID }) => Number(contactID),
      (store, row) => contactOf(store, Number(row.employeeID)),
    ),
    EmployeeRole: toOne((store, row) => employeeRole.makeRow(store, Number(row.employeeRoleID)), {
      EmployeeRights: toMany('EmployeeRight', (store, row) =>
        rightRows(store.employees.find((one) => String(roleOf(one)) === row.employeeRoleID)?.rights ?? []),
      ),
    }),
    EmployeeRights: toMany('EmployeeRight', (store, row) =>
      rightRows(store.employees[Number(row.employeeID) - 1]?.rights ?? []),
    ),
  },
});

/** Contacts are one list in the account: shops come first, then employees. */
const FIRST_CONTACT = 100;

const personOf = (store: RStore, id: number) => store.employees[id - 1] as Employee;

function contactOf(store: RStore, id: number): Row {
  const login = store.employees[id - 1]?.login ?? '';
  return {
    contactID: String(FIRST_CONTACT + id),
    custom: '',
    noEmail: 'false',
    noPhone: 'false',
    noMail: 'false',
    timeStamp: stamp(store.bornAt),
    Addresses: '',
    Phones: nested('ContactPhone', id === 1 ? [{ number: '555-0190', useType: 'Work' }] : []),
    Emails: nested('ContactEmail', login === '' ? [] : [{ address: login, useType: 'Primary' }]),
    Websites: '',
  };
}
