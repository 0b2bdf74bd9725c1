export function makeLibraryLinks(packageFolder: string): void;
