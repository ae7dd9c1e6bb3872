/** Files that are shown as pictures. */
const endings = new Set(['apng', 'avif', 'bmp', 'gif', 'ico', 'jpeg', 'jpg', 'png', 'svg', 'webp']);

export const isImage = (path: string): boolean => endings.has(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
