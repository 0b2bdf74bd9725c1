import { rowsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { type Shop, shops } from '../shop-data/shops.ts';
import { originOf } from '../store.ts';
import { shopContact } from './contact.ts';
import { register } from './registers.ts';
import { linked, noRows, resource, stamp, toMany, toOne } from './resource.ts';
import { priceLevel, taxCategory, taxCategoryIdOf } from './small-tables.ts';
import { contactOr } from './written.ts';

export const SHOPS = shops.length;

export const shop = resource({
  name: 'Shop',
  key: 'shopID',
  scopes: [],
  sortable: ['shopID'],
  growing: ['timeStamp'],
  made: () => SHOPS,
  makeRow: (store, id) => ({
    shopID: String(id),
    name: shopAt(id).name,
    serviceRate: '0',
    timeZone: shopAt(id).zone,
    taxLabor: 'false',
    labelTitle: 'Shop Name',
    labelMsrp: 'false',
    archived: 'false',
    timeStamp: stamp(timeOf(originOf(store), id, SHOPS * 100)),
    companyRegistrationNumber: '',
    vatNumber: '',
    zebraBrowserPrint: 'false',
    contactID: String(id),
    taxCategoryID: taxCategoryIdOf(shopAt(id)),
    receiptSetupID: String(id),
    ccGatewayID: String(id),
    gatewayConfigID: '0',
    priceLevelID: '1',
  }),
  relations: {
    Contact: contactOr(
      ({ contactID }) => Number(contactID),
      (store, row) => shopContact(store, Number(row.shopID)),
    ),
    ReceiptSetup: toOne((_, row) => ({
      receiptSetupID: row.receiptSetupID,
      generalMsg: 'Thank you!',
      workorderAgree: '',
      creditcardAgree: '',
      hasLogo: 'false',
      logo: '',
      logoWidth: '0',
      header: '',
    })),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID'),
    ShelfLocations: noRows('ShelfLocation'),
    Registers: toMany('Register', (store, row) => rowsWhere(store, register, 'shopID', String(row.shopID))),
    CCGateway: toOne((_, row) => ({
      ccGatewayID: row.ccGatewayID,
      name: '',
      marketType: '2',
      deviceType: '5',
      hashValue: '',
      enabled: 'false',
      testMode: 'false',
      gateway: '',
      terminalNum: '',
      allowCredits: 'false',
      archived: 'false',
      visaPaymentTypeID: '2',
      masterPaymentTypeID: '2',
      discoverPaymentTypeID: '2',
      americanPaymentTypeID: '2',
      debitPaymentTypeID: '3',
    })),
    PriceLevel: linked(() => priceLevel, 'priceLevelID'),
  },
});

const shopAt = (id: number) => shops[id - 1] as Shop;
