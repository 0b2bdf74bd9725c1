/** What a product can be: the noun, whole dollars it costs at least and at most, and what its variants differ in. */
export interface Kind {
  noun: string;
  from: number;
  upTo: number;
  /** Values of its sizes, smallest first; left out for things of one size. */
  sizes?: readonly string[];
  coloured?: boolean;
}

const letters = ['XS', 'S', 'M', 'L', 'XL', 'XXL'];
const shoeSizes = ['36', '37', '38½', '40', '41 1/3', '43'];
const frames = ['48 cm', '52 cm', '54 cm', '56 cm', '58 cm', '61 cm'];
const wheels = ['12"', '16"', '20"', '24"', '26"', '28"'];
const litres = ['0,5 l', '1 l', '1,5 l', '2 l', '3 l', '5 l'];
const grams = ['50 g', '100 g', '250 g', '500 g', '1 kg', '2,5 kg'];
const ages = ['0–3 m', '3–6 m', '6–12 m', '1–2', '3–4', '5–6'];

const garment = (noun: string, from: number, upTo: number): Kind => ({
  noun,
  from,
  upTo,
  sizes: letters,
  coloured: true,
});
const shoe = (noun: string, from: number, upTo: number): Kind => ({
  noun,
  from,
  upTo,
  sizes: shoeSizes,
  coloured: true,
});
const coloured = (noun: string, from: number, upTo: number): Kind => ({ noun, from, upTo, coloured: true });

/** Departments, their categories, and what stands on the shelves of each: three levels. */
export const assortment: readonly [string, readonly [string, readonly [string, readonly Kind[]][]][]][] = [
  [
    'Clothing',
    [
      [
        'Women',
        [
          ['Jackets', [garment('Jacket', 79, 349), garment('Parka', 149, 449)]],
          ['Knitwear', [garment('Sweater', 49, 159), garment('Cardigan', 59, 179)]],
          ['Dresses & skirts', [garment('Dress', 59, 249), garment('Skirt', 39, 119)]],
        ],
      ],
      [
        'Men',
        [
          ['Shirts', [garment('Shirt', 39, 129), garment('T-shirt "Basic"', 15, 39)]],
          ['Trousers', [garment('Trousers', 49, 149), garment('Shorts', 29, 79)]],
          ['Kilts, belts / braces', [coloured('Belt', 19, 89), coloured('Braces', 15, 49)]],
        ],
      ],
      [
        'Children',
        [
          [
            'Babies 0–2',
            [
              { noun: 'Romper', from: 15, upTo: 45, sizes: ages, coloured: true },
              { noun: 'Sleep sack', from: 25, upTo: 75, sizes: ages, coloured: true },
            ],
          ],
        ],
      ],
    ],
  ],
  [
    'Shoes',
    [
      [
        'Everyday',
        [
          ['Sneakers', [shoe('Sneaker', 59, 199), shoe('Slip-on', 39, 99)]],
          ['Boots', [shoe('Boot', 99, 329), shoe('Rain boot', 29, 89)]],
        ],
      ],
      ['Sport', [['Running', [shoe('Running shoe', 89, 259), shoe('Trail shoe', 99, 239)]]]],
    ],
  ],
  [
    'Bikes',
    [
      [
        'Bicycles',
        [
          [
            'Road',
            [
              { noun: 'Road bike', from: 899, upTo: 6999, sizes: frames, coloured: true },
              { noun: 'Gravel bike', from: 1199, upTo: 4999, sizes: frames, coloured: true },
            ],
          ],
          [
            'Kids',
            [
              { noun: 'Kids’ bike', from: 149, upTo: 599, sizes: wheels, coloured: true },
              { noun: 'Balance bike', from: 69, upTo: 199, sizes: wheels, coloured: true },
            ],
          ],
        ],
      ],
      [
        'Parts',
        [
          [
            'Saddles',
            [coloured('Saddle', 29, 229), { noun: 'Seat post', from: 19, upTo: 189, sizes: frames, coloured: true }],
          ],
          ['Bells & lights', [coloured('Bell 🔔', 5, 39), coloured('Light', 15, 129)]],
        ],
      ],
    ],
  ],
  [
    'Kitchen',
    [
      [
        'Cooking',
        [
          ['Pots', [{ noun: 'Pot', from: 29, upTo: 249, sizes: litres, coloured: true }, coloured('Kettle', 25, 149)]],
          ['Knives', [coloured('Knife, 8"', 19, 299), coloured('Board', 15, 89)]],
        ],
      ],
      [
        'Tea & coffee',
        [
          [
            'Tea',
            [
              { noun: 'Green tea', from: 5, upTo: 39, sizes: grams },
              { noun: '煎茶', from: 9, upTo: 89, sizes: grams },
            ],
          ],
          ['Mugs ☕', [coloured('Mug', 6, 29), { noun: 'Flask', from: 19, upTo: 69, sizes: litres, coloured: true }]],
        ],
      ],
    ],
  ],
  [
    'Garden',
    [
      [
        'Growing',
        [
          ['Seeds', [{ noun: 'Seeds', from: 1, upTo: 12, sizes: grams }, coloured('Tulip bulbs', 3, 29)]],
          [
            'Pots “outdoor”',
            [{ noun: 'Flower pot', from: 4, upTo: 129, sizes: litres, coloured: true }, coloured('Trough', 19, 99)],
          ],
        ],
      ],
      ['Tools', [['Hand tools', [coloured('Spade', 19, 89), coloured('Secateurs', 15, 119)]]]],
    ],
  ],
];

export const colours = [
  'Black',
  'White',
  'Navy',
  'Rouge foncé',
  'Grün/Weiß',
  '藍',
  'Синий',
  'زعفران',
  'Old rose',
  'Heather "grey"',
  'Lime, neon',
  'كحلي',
] as const;

export const adjectives = [
  'Blue',
  'Nordic',
  'Classic',
  'Petit',
  'Große',
  'Été',
  'Ночной',
  '手作り',
  'Łódź',
  'Old "Mill"',
  "Baker's",
  'Extra-light',
  'ฤดูร้อน',
  'نور',
  'हस्तनिर्मित',
  'Θάλασσα',
  'קיץ',
  'カタカナ',
  '한글',
  'Cafe\u0301',
  'Up & Down',
  'Half\\Half',
] as const;
