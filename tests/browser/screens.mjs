// Screens as small pictures, and how much two of them differ. The browser reads and writes PNG.
const smallWidth = 256;

async function inBrowser(browser, work, argument) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const result = await page.evaluate(work, argument);
  await context.close();
  return result;
}

// A screenshot, scaled down: small enough to keep, and fonts hardly matter.
export async function scaleDown(browser, png) {
  const base64 = await inBrowser(browser, async ({source, width}) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = Math.round(image.height * width / image.width);
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL('image/png').split(',')[1];
  }, {source: png.toString('base64'), width: smallWidth});
  return Buffer.from(base64, 'base64');
}

// The mean difference of two pictures, of 255, and the share of pixels that differ by much; 255 and 1 where their
// sizes do.
export function difference(browser, a, b) {
  return inBrowser(browser, async sources => {
    const pixels = await Promise.all(sources.map(async source => {
      const image = new Image();
      image.src = `data:image/png;base64,${source}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, image.width, image.height);
    }));
    const [x, y] = pixels;
    if (x.width !== y.width || x.height !== y.height) return {mean: 255, much: 1};
    let sum = 0;
    let much = 0;
    for (let i = 0; i < x.data.length; i += 4) {
      const most = Math.max(...[0, 1, 2].map(k => Math.abs(x.data[i + k] - y.data[i + k])));
      sum += most;
      much += most > 80 ? 1 : 0;
    }
    const count = x.data.length / 4;
    return {mean: sum / count, much: much / count};
  }, [a.toString('base64'), b.toString('base64')]);
}
