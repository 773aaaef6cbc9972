import { tell } from './state';

// News may come faster than a screen shows pictures: one picture shows all of it.
export function onceAFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (!asked) {
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        try {
          draw();
        } catch (failure) {
          tell('This page failed. Load the page again.', 'bad');
          throw failure;
        }
      });
    }
  };
}
