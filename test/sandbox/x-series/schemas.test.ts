import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations, violations } from '../../../src/sandbox/fidelity/x-schemas.ts';
import { type Row, startXWorld, type XReply } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
beforeAll(async () => {
  x = await startXWorld();
});
afterAll(() => x.sandbox.close());

/** Lists whose replies the official description has, with the operation of the list and that of a row. */
const lists: [path: string, list: string, row?: string][] = [
  ['brands', 'ListBrands', 'GetBrandByID'],
  ['consignments', 'GetConsignments', 'GetConsignmentByID'],
  ['customers', 'ListCustomers', 'GetCustomerByID'],
  ['customer_groups', 'ListCustomerGroups', 'GetCustomerGroupById'],
  ['inventory', 'ListInventoryRecords'],
  ['outlet_taxes', 'listOutletProductTaxes'],
  ['outlets', 'ListOutlets', 'GetOutletByID'],
  ['payment_types', 'ListPaymentTypes'],
  ['price_book_products', 'ListPriceBookProducts'],
  ['price_books', 'ListPriceBooks', 'GetPriceBookbyID'],
  ['products', 'ListProducts', 'GetProductByID'],
  ['product_categories', 'ListProductCategories'],
  ['product_types', 'ListProductTypes', 'GetProductTypeByID'],
  ['registers', 'ListRegisters', 'GetRegisterByID'],
  ['retailer', 'GetRetailer'],
  ['sales', 'ListSales', 'GetSaleByID'],
  ['suppliers', 'ListSuppliers', 'GetSupplierByID'],
  ['tags', 'ListTags', 'GetTagByID'],
  ['taxes', 'ListTaxes'],
  ['users', 'ListUsers', 'GetUserByID'],
  ['variant_attributes', 'ListVariantAttributes'],
  ['quotes', 'get-quotes'],
  ['services', 'ListServices'],
  ['promotions', 'ListPromotions'],
  ['promotions/search', 'SearchPromotions'],
];

describe('replies have the fields and types of the official description', () => {
  test.each(lists)('%s', async (path, list, row) => {
    const reply = await x.get(`2.0/${path}?page_size=200&deleted=true`);
    expect(reply.status).toBe(200);
    expect(violations(list, 200, reply.body)).toEqual([]);
    if (row === undefined) return;
    for (const { id } of (reply.body.data as Row[]).slice(0, 30)) {
      expect(violations(row, 200, (await x.get(`2.0/${path}/${id}`)).body)).toEqual([]);
    }
  });
});

describe('writes answer as the official description says', () => {
  const uuid = async (list: string, at = 0) => (await x.rows(`2.0/${list}?page_size=${at + 1}`))[at]?.id as string;
  const check = (
    operation: string,
    reply: XReply,
    status = Number(Object.keys(operations.get(operation)?.responses ?? {})[0]),
  ) => {
    expect([operation, reply.status, reply.body.message]).toEqual([operation, status, undefined]);
    if (status !== 204) expect(violations(operation, status, reply.body) ?? []).toEqual([]);
    return reply.body;
  };
  const newId = ({ data }: XReply['body']) =>
    String(typeof data === 'string' ? data : Array.isArray(data) ? data[0] : (data as Row).id);

  test.each([
    { list: 'brands', body: { name: 'Nordlicht' } as Row, ids: ['CreateBrand', 'UpdateBrandById', 'DeleteBrandByID'] },
    { list: 'tags', body: { name: 'new' }, ids: ['CreateTag', 'UpdateTagByID', 'DeleteTagByID'] },
    {
      list: 'suppliers',
      body: { name: 'Acme', contact: { phone: '555' } },
      ids: ['CreateSupplier', 'UpdateSupplierByID', 'DeleteSupplierById'],
    },
    {
      list: 'customer_groups',
      body: { name: 'Club' },
      ids: ['CreateCustomerGroup', 'UpdateCustomerGroup', 'DeleteCustomerGroup'],
    },
    {
      list: 'customers',
      body: { first_name: 'Ann', last_name: null, note: 'hi' },
      ids: ['CreateCustomer', 'UpdateCustomerByID', 'DeleteCustomerByID'],
    },
    {
      list: 'variant_attributes',
      body: { name: 'Scent' },
      ids: ['CreateVariantAttribute', 'UpdateVariantAttribute', 'DeleteVariantAttribute'],
    },
  ])('$list: created, changed, deleted', async ({ list, body, ids: [create, update, remove] }) => {
    const id = newId(check(String(create), await x.send('POST', `2.0/${list}`, body)));
    const read = async () => {
      const { body: reply } = await x.get(`2.0/${list}/${id}`);
      return (reply.data ?? reply) as Row;
    };
    expect(await read()).toMatchObject(body.contact ? { name: body.name } : body);
    const [field = ''] = Object.keys(body);
    check(String(update), await x.send('PUT', `2.0/${list}/${id}`, { ...body, [field]: 'changed' }));
    expect(await read()).toMatchObject({ [field]: 'changed' });
    check(String(remove), await x.send('DELETE', `2.0/${list}/${id}`));
    expect((await x.rows(`2.0/${list}`)).map((row) => row.id)).not.toContain(id);
    expect((await x.send('DELETE', `2.0/${list}/${id}`)).status).toBe(404);
  });

  test('each change of a customer gives it the next version, and the deleted one has the highest', async () => {
    const versions: number[] = [];
    const see = async () => {
      const rows = await x.walk('2.0/customers?deleted=true');
      versions.push(Number(rows.find((row) => row.id === id)?.version));
    };
    const id = newId((await x.send('POST', '2.0/customers', { first_name: 'A', last_name: 'B' })).body);
    await see();
    await x.send('PUT', `2.0/customers/${id}`, { note: 'changed' });
    await see();
    await x.send('DELETE', `2.0/customers/${id}`);
    await see();
    expect(versions).toEqual([versions[0], (versions[0] ?? 0) + 1, (versions[0] ?? 0) + 2]);
  });

  test('products: a family with variants, found by its links, then deleted whole', async () => {
    const [size, colour] = [await uuid('variant_attributes', 0), await uuid('variant_attributes', 1)];
    const variant = (value: string, sku: string) => ({
      sku,
      price_including_tax: 11.5,
      variant_definitions: [
        { attribute_id: size, value },
        { attribute_id: colour, value: 'Red' },
      ],
    });
    const outlet_id = await uuid('outlets');
    const body = {
      name: 'Shirt "É"',
      brand_id: await uuid('brands'),
      inventory: [{ outlet_id, current_amount: 7, reorder_point: 2 }],
      variants: [variant('S', 'S-1'), variant('M', 'M-1')],
    };
    const reply = check('CreateProduct', await x.send('POST', '2.0/products', body));
    const [parent, other] = reply.data as string[];
    const row = check('GetProductByID', await x.get(`2.0/products/${parent}`)).data as Row;
    expect(row).toMatchObject({
      has_variants: true,
      variant_count: 2,
      sku: 'S-1',
      variant_name: 'Shirt "É" / S / Red',
    });
    expect(row.price_including_tax).toBeCloseTo(11.5, 4);
    const child = check('GetProductByID', await x.get(`2.0/products/${other}`)).data as Row;
    expect(child.variant_parent_id).toBe(parent);
    const stock = await x.rows(`2.0/products/${other}/inventory`);
    expect(stock.map(({ inventory_level }) => inventory_level)).toEqual([7, 0, 0]);
    expect(await x.rows('2.0/products?sku=M-1')).toHaveLength(1);
    check('DeleteProductFamily', await x.send('DELETE', `2.0/products/${other}/all`));
    expect(await x.rows('2.0/products?sku=S-1')).toEqual([]);
    expect(await x.rows('2.0/products?sku=S-1&deleted=true')).toHaveLength(1);
  });

  test('products of 2.1 say the same in two parts, and can be changed', async () => {
    const made = await x.send('POST', '2.1/products', { common: { name: 'Mug' }, details: { price_excluding_tax: 4 } });
    const id = newId(made.body);
    const outlet_id = await uuid('outlets');
    const details = { is_active: false, price_excluding_tax: 5, inventory: [{ outlet_id, current_amount: 3 }] };
    const changed = await x.send('PUT', `2.1/products/${id}`, { common: { name: 'Cup' }, details });
    expect(changed.status).toBe(200);
    expect((await x.get(`2.0/products/${id}`)).body.data).toMatchObject({
      name: 'Cup',
      active: false,
      price_excluding_tax: 5,
    });
    const stock = await x.rows(`2.0/products/${id}/inventory`);
    expect(stock.find((row) => row.outlet_id === outlet_id)).toMatchObject({ inventory_level: 3 });
    const three = (await x.get(`3.0/products/${id}`)).body.data as Row;
    expect(three).toMatchObject({ name: 'Cup', is_active: false, classification: 'standard' });
  });

  test('a picture of a product is listed by it until it is deleted', async () => {
    const id = await uuid('products', 1);
    const upload = await fetch(`${x.host}/api/2.0/products/${id}/actions/image_upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${x.token}`, 'content-type': 'application/octet-stream' },
      body: new Uint8Array([1, 2, 3]),
    });
    const body = (await upload.json()) as XReply['body'];
    expect(violations('UploadImage', upload.status, body)).toEqual([]);
    const image = newId(body);
    const imagesNow = async () => ((await x.get(`2.0/products/${id}`)).body.data as { images: Row[] }).images;
    expect((await imagesNow()).map((one) => one.id)).toContain(image);
    check('SetImagePosition', await x.send('PUT', `2.0/product_images/${image}`, { position: 2 }));
    check('GetProductImageDataByID', await x.get(`2.0/product_images/${image}`));
    check('DeleteProductImageByID', await x.send('DELETE', `2.0/product_images/${image}`));
    expect((await imagesNow()).map((one) => one.id)).not.toContain(image);
  });

  test('price books and their prices', async () => {
    const customer_group_id = await uuid('customer_groups', 1);
    const made = check(
      'CreatePriceBook',
      await x.send('POST', '2.0/price_books', { name: 'Spring', customer_group_id }),
    );
    const book = newId(made);
    check('UpdatePriceBook', await x.send('POST', `2.0/price_books/${book}`, { name: 'Summer' }));
    const price = { product_id: await uuid('products'), price: 1.5, tax_id: await uuid('taxes') };
    check('AddPriceBookProducts', await x.send('POST', `2.0/price_books/${book}/products`, { data: [price] }));
    check(
      'UpdatePriceBookProducts',
      await x.send('PATCH', `2.0/price_books/${book}/products`, { data: [{ ...price, price: 2 }] }),
    );
    const listed = check('GetPriceBookProductsForPriceBook', await x.get(`2.0/price_books/${book}/products`))
      .data as Row[];
    expect(listed.map((row) => row.price)).toEqual([2]);
    const ids = { data: { price_book_product_ids: listed.map(({ id }) => id) } };
    check('DeletePriceBookProducts', await x.send('DELETE', `2.0/price_books/${book}/products`, ids));
    expect(await x.rows(`2.0/price_books/${book}/products`)).toEqual([]);
    const three = (await x.get(`3.0/price_books/${book}`)).body.data as { customer_groups: Row[] };
    expect(three.customer_groups.map(({ id }) => id)).toEqual([customer_group_id]);
    check('DeletePriceBook', await x.send('DELETE', `2.0/price_books/${book}`));
  });

  test('members of a customer group', async () => {
    const group = newId((await x.send('POST', '2.0/customer_groups', { name: 'Choir' })).body);
    const customer_ids = [await uuid('customers', 0), await uuid('customers', 1)];
    check(
      'AddCustomersToCustomerGroup',
      await x.send('POST', `2.0/customer_groups/${group}/customers`, { customer_ids }),
    );
    const members = check('GetCustomerGroupCustomers', await x.get(`2.0/customer_groups/${group}/customers`))
      .data as Row[];
    expect(members.map(({ id }) => id)).toEqual(customer_ids);
    check(
      'DeleteCustomersFromCustomerGroup',
      await x.send('DELETE', `2.0/customer_groups/${group}/customers`, { customer_ids }),
    );
    expect(await x.rows(`2.0/customer_groups/${group}/customers`)).toEqual([]);
  });

  test('a register is open or closed', async () => {
    const id = await uuid('registers');
    check('CloseRegister', await x.send('PUT', `2.0/registers/${id}/actions/close`, { payments: [] }));
    expect((await x.send('PUT', `2.0/registers/${id}/actions/close`)).status).toBe(409);
    check('OpenRegister', await x.send('PUT', `2.0/registers/${id}/actions/open`, {}));
    check('RegisterPaymentsSummary', await x.get(`2.0/registers/${id}/payments_summary`));
  });

  test.each([
    { what: 'no JSON', body: '{', status: 400 },
    { what: 'a list', body: '[]', status: 400 },
    { what: 'a missing name', body: '{}', status: 422 },
    { what: 'an empty name', body: '{"name":" "}', status: 422 },
    { what: 'a name of another type', body: '{"name":{}}', status: 422 },
  ])('a brand of $what is refused with $status', async ({ body, status }) => {
    const reply = await fetch(`${x.host}/api/2.0/brands`, {
      method: 'POST',
      headers: { authorization: `Bearer ${x.token}`, 'content-type': 'application/json' },
      body,
    });
    expect(reply.status).toBe(status);
    expect(await reply.json()).toEqual({ error: expect.any(String), message: expect.any(String) });
  });

  test('a card number in a customer’s note is gone, other numbers stay', async () => {
    const note = 'card 4111 1111 1111 1111, call 4111111111111112';
    const made = await x.send('POST', '2.0/customers', { first_name: 'A', last_name: 'B', note });
    expect((made.body.data as Row).note).toBe('card , call 4111111111111112');
  });
});
