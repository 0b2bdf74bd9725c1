// Each icon is imported from its own file: the package's one entry would load six thousand of them in development.
declare module '@tabler/icons-react/dist/esm/icons/*.mjs' {
  import type { ComponentType, SVGProps } from 'react';

  export interface IconProps extends SVGProps<SVGSVGElement> {
    size?: number | string;
    stroke?: number | string;
  }
  const icon: ComponentType<Omit<IconProps, 'ref'>>;
  export default icon;
}
